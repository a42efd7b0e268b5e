import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The repository's folder, whether the server runs from its sources or from its build, which has no rooms. */
export const projectRoot = resolve(here, basename(here) === 'dist' ? '../../..' : '../../../..');
