import board from '@ack-attack/lesson/catalogues/ru/board.json';
import common from '@ack-attack/lesson/catalogues/ru/common.json';
import errors from '@ack-attack/lesson/catalogues/ru/errors.json';
import marks from '@ack-attack/lesson/catalogues/ru/marks.json';
import review from '@ack-attack/lesson/catalogues/ru/review.json';
import stage from '@ack-attack/lesson/catalogues/ru/stage.json';
import systems from '@ack-attack/lesson/catalogues/ru/systems.json';
import reveal from '@ack-attack/lesson/catalogues/ru/reveal.json';

export default { ...board, ...common, ...errors, ...marks, ...review, ...stage, ...reveal, ...systems };
