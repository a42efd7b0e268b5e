import board from '@ack-attack/lesson/catalogues/en/board.json';
import common from '@ack-attack/lesson/catalogues/en/common.json';
import errors from '@ack-attack/lesson/catalogues/en/errors.json';
import marks from '@ack-attack/lesson/catalogues/en/marks.json';
import policy from '@ack-attack/lesson/catalogues/en/policy.json';
import replay from '@ack-attack/lesson/catalogues/en/replay.json';
import reveal from '@ack-attack/lesson/catalogues/en/reveal.json';

export default { ...board, ...common, ...errors, ...marks, ...policy, ...replay, ...reveal };
