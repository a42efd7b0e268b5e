import { launchChromium } from './chromium.ts';
import { describeJourneys } from './lesson-journeys.ts';
import { oldestChromium } from './oldest-chromium.ts';

// Its package has no libraries for graphics. Where it looks for them, its first page now and then never answers.
describeJourneys(async () => launchChromium(await oldestChromium(), ['--disable-gpu']));
