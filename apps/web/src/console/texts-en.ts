import board from '@ack-attack/lesson/catalogues/en/board.json';
import common from '@ack-attack/lesson/catalogues/en/common.json';
import errors from '@ack-attack/lesson/catalogues/en/errors.json';
import consoleTexts from '@ack-attack/lesson/catalogues/en/console.json';
import reveal from '@ack-attack/lesson/catalogues/en/reveal.json';

export default { ...board, ...common, ...errors, ...consoleTexts, ...reveal };
