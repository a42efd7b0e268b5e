/** What other packages' tests play with. */
export { middleRound, openGame, openRound, roundWith } from './open-round.ts';
export { playAnything, randomFault, type RandomGame } from './random-play.ts';
