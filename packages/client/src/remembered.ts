/** For a page that wants to know whether it was in a session before it loads what it takes to come back. */
export { rememberedSeat, type RememberedSeat } from './credentials.ts';
export { browserStorage } from './storage.ts';
