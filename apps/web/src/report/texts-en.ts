import common from '@ack-attack/lesson/catalogues/en/common.json';
import marks from '@ack-attack/lesson/catalogues/en/marks.json';
import report from '@ack-attack/lesson/catalogues/en/report.json';
import review from '@ack-attack/lesson/catalogues/en/review.json';

export default { ...common, ...marks, ...report, ...review };
