import common from '@ack-attack/lesson/catalogues/en/common.json';
import consoleTexts from '@ack-attack/lesson/catalogues/en/console.json';
import errors from '@ack-attack/lesson/catalogues/en/errors.json';
import homework from '@ack-attack/lesson/catalogues/en/homework.json';
import marks from '@ack-attack/lesson/catalogues/en/marks.json';
import plans from '@ack-attack/lesson/catalogues/en/plans.json';
import report from '@ack-attack/lesson/catalogues/en/report.json';
import review from '@ack-attack/lesson/catalogues/en/review.json';
import systems from '@ack-attack/lesson/catalogues/en/systems.json';

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
