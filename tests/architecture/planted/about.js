import './round.js';
import './nowhere.js';
export const about = 'a cycle with round.js and an import of what does not exist';
