export { default } from '@ack-attack/lesson/catalogues/en/solo.json';
