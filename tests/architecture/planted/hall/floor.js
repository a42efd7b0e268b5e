import { roof } from '../attic/roof.js';

export const floor = roof + 1;
