import play from '@ack-attack/lesson/catalogues/ru/play.json';
import systems from '@ack-attack/lesson/catalogues/ru/systems.json';

export default { ...play, ...systems };
