import common from '@ack-attack/lesson/catalogues/ru/common.json';
import marks from '@ack-attack/lesson/catalogues/ru/marks.json';
import report from '@ack-attack/lesson/catalogues/ru/report.json';
import review from '@ack-attack/lesson/catalogues/ru/review.json';

export default { ...common, ...marks, ...report, ...review };
