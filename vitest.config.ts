import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longest-first.ts';

// These end what hangs. How quick a thing is says `pnpm bench`: a busy machine may be slow, and passes.
const limits = (ms: number) => ({ testTimeout: ms, hookTimeout: ms });

export default defineConfig({
  test: {
    // Modules of tests keep nothing, and loading them anew for each file took a third of the time.
    isolate: false,
    expect: { poll: { timeout: 40_000 } },
    // Many files mostly wait, for browsers, servers and Redis: one at a time leaves half of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts'],
          ...limits(120_000),
        },
      },
      { extends: true, test: { name: 'whole', include: ['{tests,tools}/**/*.test.ts'], ...limits(240_000) } },
    ],
  },
});
