import './about.js';
export const round = 'a cycle with about.js';
