export { default as LessonScreen } from './lesson-screen.svelte';
export { default as RecallCard } from './recall-card.svelte';
