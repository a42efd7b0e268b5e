import common from '@ack-attack/lesson/catalogues/en/common.json';
import errors from '@ack-attack/lesson/catalogues/en/errors.json';
import join from '@ack-attack/lesson/catalogues/en/join.json';
import marks from '@ack-attack/lesson/catalogues/en/marks.json';
import phone from '@ack-attack/lesson/catalogues/en/phone.json';
import plans from '@ack-attack/lesson/catalogues/en/plans.json';
import report from '@ack-attack/lesson/catalogues/en/report.json';
import solo from '@ack-attack/lesson/catalogues/en/solo.json';
import systems from '@ack-attack/lesson/catalogues/en/systems.json';

export default { ...common, ...errors, ...join, ...marks, ...phone, ...plans, ...report, ...solo, ...systems };
