import board from '@ack-attack/lesson/catalogues/ru/board.json';
import common from '@ack-attack/lesson/catalogues/ru/common.json';
import errors from '@ack-attack/lesson/catalogues/ru/errors.json';
import consoleTexts from '@ack-attack/lesson/catalogues/ru/console.json';
import plans from '@ack-attack/lesson/catalogues/ru/plans.json';
import systems from '@ack-attack/lesson/catalogues/ru/systems.json';
import reveal from '@ack-attack/lesson/catalogues/ru/reveal.json';

export default { ...board, ...common, ...errors, ...consoleTexts, ...plans, ...reveal, ...systems };
