import manifest from '../../../package.json' with { type: 'json' };

/**
 * The oldest browsers that the pages start in, as package.json and the README name them: "safari 15" … Syntax and style
 * sheets are written for these. Methods that one of them lacks are unknown to the compiler (tsconfig.browser.json) and to
 * the linter, and are looked for in what was built, for the sake of dependencies (floor-check.ts).
 */
const floor: readonly string[] = manifest.browserslist;

/** As build tools take it: "safari15" … */
export const browserFloor = floor.map((browser) => browser.replace(' ', ''));

/** As people read it: "Safari 15, Chrome 92, Firefox 102". */
export const browserNames = floor.map((browser) => browser[0]!.toUpperCase() + browser.slice(1)).join(', ');
