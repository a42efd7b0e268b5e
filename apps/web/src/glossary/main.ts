import '../shared/icons/later-icons.ts';
import { startPage } from '../shared/base/start-page.ts';
import GlossaryPage from './glossary-page.svelte';
import { texts } from './text.ts';

void startPage('glossary', GlossaryPage, texts);
