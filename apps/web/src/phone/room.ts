export { joinRoom } from './join-room.ts';
export { presence } from './presence.svelte.ts';
export { default as RoomDelay } from './room-delay.svelte';
export { default as RoomPage } from './room-page.svelte';
