export { default } from '@ack-attack/lesson/catalogues/ru/quiz.json';
