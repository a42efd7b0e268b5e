import marks from '@ack-attack/lesson/catalogues/ru/marks.json';
import review from '@ack-attack/lesson/catalogues/ru/review.json';

export default { ...marks, ...review };
