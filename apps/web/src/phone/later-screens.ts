import '../shared/icons/later-icons.ts';
export { default as ClaimByName } from './claim-by-name.svelte';
export { default as ClaimWaiting } from './claim-waiting.svelte';
export { default as FinishedScreen } from './finished-screen.svelte';
export { keepPage } from './keep-page.ts';
export { default as LobbyScreen } from './lobby-screen.svelte';
export { default as RoundScreen } from './round-screen.svelte';
export { default as SoloPlace } from './solo-place.svelte';
export { default as Toast } from './toast.svelte';
