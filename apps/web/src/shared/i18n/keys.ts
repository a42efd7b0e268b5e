import type board from '@ack-attack/lesson/catalogues/en/board.json';
import type common from '@ack-attack/lesson/catalogues/en/common.json';
import type consoleTexts from '@ack-attack/lesson/catalogues/en/console.json';
import type errors from '@ack-attack/lesson/catalogues/en/errors.json';
import type glossary from '@ack-attack/lesson/catalogues/en/glossary.json';
import type homework from '@ack-attack/lesson/catalogues/en/homework.json';
import type join from '@ack-attack/lesson/catalogues/en/join.json';
import type marks from '@ack-attack/lesson/catalogues/en/marks.json';
import type phone from '@ack-attack/lesson/catalogues/en/phone.json';
import type plans from '@ack-attack/lesson/catalogues/en/plans.json';
import type play from '@ack-attack/lesson/catalogues/en/play.json';
import type policy from '@ack-attack/lesson/catalogues/en/policy.json';
import type quiz from '@ack-attack/lesson/catalogues/en/quiz.json';
import type replay from '@ack-attack/lesson/catalogues/en/replay.json';
import type report from '@ack-attack/lesson/catalogues/en/report.json';
import type reveal from '@ack-attack/lesson/catalogues/en/reveal.json';
import type review from '@ack-attack/lesson/catalogues/en/review.json';
import type solo from '@ack-attack/lesson/catalogues/en/solo.json';
import type stage from '@ack-attack/lesson/catalogues/en/stage.json';
import type tour from '@ack-attack/lesson/catalogues/en/tour.json';
import type systems from '@ack-attack/lesson/catalogues/en/systems.json';

interface Catalogues {
  board: typeof board;
  common: typeof common;
  console: typeof consoleTexts;
  errors: typeof errors;
  glossary: typeof glossary;
  homework: typeof homework;
  join: typeof join;
  marks: typeof marks;
  phone: typeof phone;
  plans: typeof plans;
  play: typeof play;
  policy: typeof policy;
  quiz: typeof quiz;
  replay: typeof replay;
  report: typeof report;
  reveal: typeof reveal;
  review: typeof review;
  solo: typeof solo;
  stage: typeof stage;
  systems: typeof systems;
  tour: typeof tour;
}

export type CatalogueName = keyof Catalogues;

/** The keys of the catalogues that a page loads. */
export type TextKey<Name extends CatalogueName> = Name extends CatalogueName ? keyof Catalogues[Name] & string : never;
