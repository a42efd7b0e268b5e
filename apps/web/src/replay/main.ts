import '../shared/icons/later-icons.ts';
import { startPage } from '../shared/start-page.ts';
import ReplayPage from './replay-page.svelte';
import { texts } from './text.ts';

void startPage('replay', ReplayPage, texts);
