export { joinByCode } from '../entry/join-room.ts';
export { presence } from '../entry/presence.svelte.ts';
export { default as RoomDelay } from './room-delay.svelte';
export { default as RoomPage } from './room-page.svelte';
