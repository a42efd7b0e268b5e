import { startPage } from '../shared/start-page.ts';
import './phone.css';
import PhonePage from './phone-page.svelte';
import { texts } from './text.ts';

await startPage('phone', PhonePage, texts);
