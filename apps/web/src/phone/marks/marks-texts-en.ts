import marks from '@ack-attack/lesson/catalogues/en/marks.json';
import review from '@ack-attack/lesson/catalogues/en/review.json';

export default { ...marks, ...review };
