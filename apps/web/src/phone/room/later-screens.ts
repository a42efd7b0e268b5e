import '../../shared/icons/later-icons.ts';
export { default as ClaimByName } from '../entry/claim-by-name.svelte';
export { default as ClaimWaiting } from '../entry/claim-waiting.svelte';
export { default as FinishedScreen } from '../lobby/finished-screen.svelte';
export { registerServiceWorker } from './register-service-worker.ts';
export { default as LobbyScreen } from '../lobby/lobby-screen.svelte';
export { default as RoundScreen } from '../round/round-screen.svelte';
export { default as SoloPlace } from '../solo/solo-place.svelte';
export { default as Toast } from '../ui/toast.svelte';
