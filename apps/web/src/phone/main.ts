import { startPage } from '../shared/start-page.ts';
import PhonePage from './phone-page.svelte';
import { texts } from './text.ts';

await startPage('phone', PhonePage, texts);
