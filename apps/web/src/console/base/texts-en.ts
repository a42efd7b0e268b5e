import board from '@ack-attack/lesson/catalogues/en/board.json';
import common from '@ack-attack/lesson/catalogues/en/common.json';
import errors from '@ack-attack/lesson/catalogues/en/errors.json';
import consoleTexts from '@ack-attack/lesson/catalogues/en/console.json';
import plans from '@ack-attack/lesson/catalogues/en/plans.json';
import systems from '@ack-attack/lesson/catalogues/en/systems.json';
import reveal from '@ack-attack/lesson/catalogues/en/reveal.json';

export default { ...board, ...common, ...errors, ...consoleTexts, ...plans, ...reveal, ...systems };
