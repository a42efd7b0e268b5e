import { laterPart } from '../base/later-part.ts';

/** The diagram of a question. @throws PartGone */
export const loadTraceFigure = () =>
  laterPart('shared/lesson/trace-figure', () => import('../../shared/lesson/trace-figure.svelte'));

/** The picture on a card, of whatever kind. @throws PartGone */
export const loadFigure = () => laterPart('shared/lesson/figure', () => import('../../shared/lesson/figure.svelte'));
