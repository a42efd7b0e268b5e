import { launchFirefox } from './firefox.ts';
import { describeJourneys } from './lesson-journeys.ts';

describeJourneys(launchFirefox);
