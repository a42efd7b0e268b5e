import { describeJourneys } from './lesson-journeys.ts';
import { launchWebKit } from './webkit.ts';

describeJourneys(launchWebKit);
