export { default } from '@ack-attack/lesson/catalogues/en/policy.json';
