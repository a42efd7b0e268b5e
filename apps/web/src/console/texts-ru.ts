import board from '@ack-attack/lesson/catalogues/ru/board.json';
import common from '@ack-attack/lesson/catalogues/ru/common.json';
import errors from '@ack-attack/lesson/catalogues/ru/errors.json';
import consoleTexts from '@ack-attack/lesson/catalogues/ru/console.json';
import reveal from '@ack-attack/lesson/catalogues/ru/reveal.json';

export default { ...board, ...common, ...errors, ...consoleTexts, ...reveal };
