/** What other packages' tests play with. */
export { middleRound, openRound, roundWith } from './open-round.ts';
export { letTimePass, playAnything, randomFault, type RandomGame } from './random-play.ts';
