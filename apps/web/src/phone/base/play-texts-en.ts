import play from '@ack-attack/lesson/catalogues/en/play.json';
import systems from '@ack-attack/lesson/catalogues/en/systems.json';

export default { ...play, ...systems };
