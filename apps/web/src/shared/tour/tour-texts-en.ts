import tour from '@ack-attack/lesson/catalogues/en/tour.json';

export default tour;
