export { chooseAction } from '@ack-attack/bots';
