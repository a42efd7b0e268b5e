import common from '@ack-attack/lesson/catalogues/ru/common.json';
import consoleTexts from '@ack-attack/lesson/catalogues/ru/console.json';
import errors from '@ack-attack/lesson/catalogues/ru/errors.json';
import homework from '@ack-attack/lesson/catalogues/ru/homework.json';
import marks from '@ack-attack/lesson/catalogues/ru/marks.json';
import plans from '@ack-attack/lesson/catalogues/ru/plans.json';
import report from '@ack-attack/lesson/catalogues/ru/report.json';
import review from '@ack-attack/lesson/catalogues/ru/review.json';
import systems from '@ack-attack/lesson/catalogues/ru/systems.json';

export default {
  ...common,
  ...consoleTexts,
  ...errors,
  ...homework,
  ...marks,
  ...plans,
  ...report,
  ...review,
  ...systems,
};
