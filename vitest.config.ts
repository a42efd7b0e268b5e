import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Many files mostly wait, for browsers, servers and Redis: one at a time leaves half of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
