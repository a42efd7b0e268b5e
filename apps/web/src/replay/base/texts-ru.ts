import board from '@ack-attack/lesson/catalogues/ru/board.json';
import common from '@ack-attack/lesson/catalogues/ru/common.json';
import errors from '@ack-attack/lesson/catalogues/ru/errors.json';
import marks from '@ack-attack/lesson/catalogues/ru/marks.json';
import policy from '@ack-attack/lesson/catalogues/ru/policy.json';
import replay from '@ack-attack/lesson/catalogues/ru/replay.json';
import reveal from '@ack-attack/lesson/catalogues/ru/reveal.json';

export default { ...board, ...common, ...errors, ...marks, ...policy, ...replay, ...reveal };
