import '../shared/icons/later-icons.ts';
import { startPage } from '../shared/base/start-page.ts';
import ConsolePage from './console-page.svelte';
import { texts } from './base/text.ts';

void startPage('console', ConsolePage, texts);
