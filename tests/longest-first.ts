import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take a minute or more, the longest first. Begun last, each would have a worker to itself while the others
 * have nothing left to do; a clean clone has no durations of earlier runs to go by.
 */
const longest = [
  'tests/journeys/machine.test.ts',
  'tests/journeys/accessibility.test.ts',
  'tests/reliability/many-servers.test.ts',
  'tests/browsers/chromium.test.ts',
  'tests/browsers/firefox.test.ts',
  'tests/chaos/chaos.test.ts',
  'tests/journeys/stage.test.ts',
  'packages/store-redis/test/cluster.test.ts',
  'tests/journeys/console.test.ts',
  'tests/journeys/blocked-websockets.test.ts',
  'tests/browsers/webkit.test.ts',
  'tests/browsers/oldest-chromium.test.ts',
  'tests/journeys/afterwards.test.ts',
  'apps/server/test/restart.test.ts',
  'tests/journeys/staying-in.test.ts',
];

const rank = ({ moduleId }: TestSpecification) => {
  const place = longest.findIndex((file) => moduleId.endsWith(file));
  return place < 0 ? longest.length : place;
};

/** Orders test files: what takes longest comes first, the rest as Vitest orders it. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
