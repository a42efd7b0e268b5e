import common from '@ack-attack/lesson/catalogues/en/common.json';
import errors from '@ack-attack/lesson/catalogues/en/errors.json';
import phone from '@ack-attack/lesson/catalogues/en/phone.json';

export default { ...common, ...errors, ...phone };
