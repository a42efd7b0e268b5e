import { Connection } from '../../shared/server/connection.svelte.ts';

/** The phone's one connection. */
export const connection = new Connection('phone');
