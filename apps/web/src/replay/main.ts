import '../shared/icons/later-icons.ts';
import { startPage } from '../shared/base/start-page.ts';
import ReplayPage from './replay-page.svelte';
import { texts } from './base/text.ts';

void startPage('replay', ReplayPage, texts);
