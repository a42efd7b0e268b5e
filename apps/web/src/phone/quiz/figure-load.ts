import { lazyChunk } from '../base/lazy-chunk.ts';

/** The diagram of a question. @throws PartGone */
export const loadTraceFigure = () =>
  lazyChunk('shared/lesson/trace-figure', () => import('../../shared/lesson/trace-figure.svelte'));

/** The picture on a card, of whatever kind. @throws PartGone */
export const loadFigure = () => lazyChunk('shared/lesson/figure', () => import('../../shared/lesson/figure.svelte'));
