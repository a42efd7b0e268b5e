import { startPage } from '../shared/start-page.ts';
import { joinTexts } from './join-text.ts';
import './phone.css';
import PhonePage from './phone-page.svelte';

void startPage('phone', PhonePage, joinTexts);
