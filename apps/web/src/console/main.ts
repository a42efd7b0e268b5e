import '../shared/icons/later-icons.ts';
import { startPage } from '../shared/start-page.ts';
import ConsolePage from './console-page.svelte';
import { texts } from './text.ts';

void startPage('console', ConsolePage, texts);
