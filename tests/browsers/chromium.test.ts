import { findBrowser } from '../browser.ts';
import { launchChromium } from './chromium.ts';
import { describeJourneys } from './lesson-journeys.ts';

describeJourneys(() => {
  const path = findBrowser();
  if (!path) throw new Error('no Chromium is here: run tests/install, or set CHROMIUM_PATH to one');
  return launchChromium(path);
});
