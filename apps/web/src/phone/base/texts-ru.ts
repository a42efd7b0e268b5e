import common from '@ack-attack/lesson/catalogues/ru/common.json';
import errors from '@ack-attack/lesson/catalogues/ru/errors.json';
import phone from '@ack-attack/lesson/catalogues/ru/phone.json';

export default { ...common, ...errors, ...phone };
