export { default } from '@ack-attack/lesson/catalogues/en/quiz.json';
