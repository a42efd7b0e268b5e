import '../shared/icons/later-icons.ts';
import { startPage } from '../shared/start-page.ts';
import HomeworkPage from './homework-page.svelte';
import { texts } from './text.ts';

await startPage('homework', HomeworkPage, texts);
