import '../shared/icons/later-icons.ts';
import '../shared/base/phone.css';
import { startPage } from '../shared/base/start-page.ts';
import SoloPage from './solo-page.svelte';
import { texts } from './text.ts';

void startPage('solo', SoloPage, texts);
