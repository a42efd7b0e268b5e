import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longest-first.ts';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts', '{tests,tools}/**/*.test.ts'],
    // Their modules keep nothing, and loading them anew for each file took a third of the time.
    isolate: false,
    // These end what hangs. How quick a thing is says `pnpm bench`: a busy machine may be slow, and passes.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 40_000 } },
    // Many files mostly wait, for browsers, servers and Redis: one at a time leaves half of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
  },
});
