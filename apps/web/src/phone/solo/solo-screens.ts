export { default as SoloScreen } from './solo-screen.svelte';
