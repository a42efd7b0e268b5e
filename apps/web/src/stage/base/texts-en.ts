import board from '@ack-attack/lesson/catalogues/en/board.json';
import common from '@ack-attack/lesson/catalogues/en/common.json';
import errors from '@ack-attack/lesson/catalogues/en/errors.json';
import marks from '@ack-attack/lesson/catalogues/en/marks.json';
import review from '@ack-attack/lesson/catalogues/en/review.json';
import stage from '@ack-attack/lesson/catalogues/en/stage.json';
import systems from '@ack-attack/lesson/catalogues/en/systems.json';
import reveal from '@ack-attack/lesson/catalogues/en/reveal.json';

export default { ...board, ...common, ...errors, ...marks, ...review, ...stage, ...reveal, ...systems };
