import '../shared/icons/later-icons.ts';
import { startPage } from '../shared/start-page.ts';
import ReportPage from './report-page.svelte';
import { texts } from './text.ts';

await startPage('report', ReportPage, texts);
