import { laterPaths } from './later-paths.ts';
import { iconPaths } from './paths.ts';

Object.assign(iconPaths, laterPaths);
