export { default as MarksCard } from './marks-card.svelte';
export { default as StoryCard } from './story-card.svelte';
