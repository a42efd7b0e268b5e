export { default } from '@ack-attack/lesson/catalogues/ru/solo.json';
