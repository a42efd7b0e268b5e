import '../shared/icons/later-icons.ts';
import { startPage } from '../shared/base/start-page.ts';
import HomeworkPage from './homework-page.svelte';
import { texts } from './text.ts';

void startPage('homework', HomeworkPage, texts);
