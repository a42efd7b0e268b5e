import '../shared/icons/later-icons.ts';
import { startPage } from '../shared/base/start-page.ts';
import StagePage from './stage-page.svelte';
import { texts } from './base/text.ts';

void startPage('stage', StagePage, texts);
