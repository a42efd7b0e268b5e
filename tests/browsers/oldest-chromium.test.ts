import { launchChromium } from './chromium.ts';
import { describeJourneys } from './lesson-journeys.ts';
import { oldestChromium } from './oldest-chromium.ts';

describeJourneys(async () => launchChromium(await oldestChromium()));
