/**
 * The oldest browsers that the pages start in, as the README names them. Syntax and style sheets are written for these by
 * the build; methods that one of them lacks are unknown to the compiler (tsconfig.json) and found in what was built
 * (floor-check.ts).
 */
export const browserFloor = ['safari15', 'chrome92', 'firefox102'];
