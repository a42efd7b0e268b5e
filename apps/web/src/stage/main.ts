import '../shared/icons/later-icons.ts';
import { startPage } from '../shared/start-page.ts';
import StagePage from './stage-page.svelte';
import { texts } from './text.ts';

void startPage('stage', StagePage, texts);
