import common from '@ack-attack/lesson/catalogues/ru/common.json';
import errors from '@ack-attack/lesson/catalogues/ru/errors.json';
import join from '@ack-attack/lesson/catalogues/ru/join.json';
import marks from '@ack-attack/lesson/catalogues/ru/marks.json';
import phone from '@ack-attack/lesson/catalogues/ru/phone.json';
import plans from '@ack-attack/lesson/catalogues/ru/plans.json';
import report from '@ack-attack/lesson/catalogues/ru/report.json';
import solo from '@ack-attack/lesson/catalogues/ru/solo.json';
import systems from '@ack-attack/lesson/catalogues/ru/systems.json';

export default { ...common, ...errors, ...join, ...marks, ...phone, ...plans, ...report, ...solo, ...systems };
