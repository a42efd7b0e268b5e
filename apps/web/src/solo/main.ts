import '../shared/icons/later-icons.ts';
import '../phone/phone.css';
import { startPage } from '../shared/start-page.ts';
import SoloPage from './solo-page.svelte';
import { texts } from './text.ts';

void startPage('solo', SoloPage, texts);
