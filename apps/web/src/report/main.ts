import '../shared/icons/later-icons.ts';
import { startPage } from '../shared/base/start-page.ts';
import ReportPage from './report-page.svelte';
import { texts } from './text.ts';

void startPage('report', ReportPage, texts);
