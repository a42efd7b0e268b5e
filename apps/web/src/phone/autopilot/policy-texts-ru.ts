export { default } from '@ack-attack/lesson/catalogues/ru/policy.json';
