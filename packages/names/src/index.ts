export { isAbusive } from './abuse.ts';
export { generatedName } from './generated-name.ts';
