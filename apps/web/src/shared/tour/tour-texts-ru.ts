import tour from '@ack-attack/lesson/catalogues/ru/tour.json';

export default tour;
