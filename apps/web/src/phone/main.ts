import { startPage } from '../shared/base/start-page.ts';
import { joinTexts } from './entry/join-text.ts';
import '../shared/base/phone.css';
import PhonePage from './phone-page.svelte';

void startPage('phone', PhonePage, joinTexts);
