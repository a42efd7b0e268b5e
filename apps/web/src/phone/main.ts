import { startPage } from '../shared/start-page.ts';
import { joinTexts } from './join-text.ts';
import './phone.css';
import PhonePage from './phone-page.svelte';

await startPage('phone', PhonePage, joinTexts);
