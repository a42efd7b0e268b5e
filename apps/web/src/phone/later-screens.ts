export { default as FinishedScreen } from './finished-screen.svelte';
export { default as OtherDevice } from './other-device.svelte';
export { default as RoundScreen } from './round-screen.svelte';
