import { lastCommandOf, type Command, type HostCommand, type PlayerId, type Question } from '@ack-attack/engine';
import type { PhoneView } from '@ack-attack/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { game, played, type Game } from '../../engine/test/random-game.ts';
import { emptyFold, foldEvents, type SessionFold } from '../src/log/session-fold.ts';
import { PhoneProjector } from '../src/views/phone-projector.ts';
import { RoomProjector } from '../src/views/room-projector.ts';
import { StageProjector } from '../src/views/stage-projector.ts';
import { areSame } from '../src/views/subscription.ts';
import { touchedPhones } from '../src/views/touched-phones.ts';

const question: Question = {
  id: 'lost-confirm',
  kind: 'choose',
  fact: { en: 'fact' },
  prompt: { en: 'prompt' },
  options: [
    { id: 'nothing', text: { en: 'Nothing' } },
    { id: 'failed', text: { en: 'It failed' } },
  ],
  right: 'nothing',
  explanation: { en: 'explanation' },
};

/** A game with what comes after it: the reveal, in which players come, go and change their names, a ticket, a round. */
function lesson(random: Game) {
  const { table } = played(random);
  const run = (command: Command) => table.submit(command).outcome === 'accepted';
  const host = (command: HostCommand) => {
    const seq = (table.state.hostLast?.seq ?? 0) + 1;
    return run({ by: 'host', seq, id: `later-${seq}`, command });
  };
  const players = () =>
    table.state.players.map(({ id }) => ({ id, seq: (lastCommandOf(table.state, id)?.seq ?? 0) + 1 }));
  const change = () => {
    const [first, second, third, fourth] = players();
    if (first) host({ type: 'renamePlayer', player: first.id, name: `new ${random.seed % 7}` });
    if (second) run({ by: 'server', command: { type: 'setPlayerConnected', player: second.id, connected: false } });
    if (third && random.seed % 2) host({ type: 'removePlayer', player: third.id });
    if (fourth) host({ type: 'giveExtraTime', player: fourth.id, factor: 1.5 });
  };
  const ask = (purpose: 'question' | 'ticket') => {
    host({ type: 'askQuestions', purpose, questions: [question] });
    for (const { id, seq } of players()) {
      const answer = { choice: seq % 2 ? 'nothing' : 'failed', ...(purpose === 'ticket' && { confidence: 'sure' }) };
      const given = { quiz: table.state.quizzes, question: question.id, answer } as const;
      run({
        by: 'player',
        player: id,
        seq,
        id: `answer-${seq}`,
        command: { type: 'answerQuestion', ...given } as never,
      });
    }
    change();
    host({ type: 'closeQuestions' });
    host({ type: 'closeQuestions' });
    host({ type: 'putQuestionsAway' });
  };
  host({ type: 'resumeRound' });
  host({ type: 'ringBell' });
  for (const { id, seq } of players()) {
    run({
      by: 'player',
      player: id,
      seq,
      id: `guess-${seq}`,
      command: { type: 'predict', lost: 1, duplicates: seq % 3 },
    });
  }
  host({ type: 'revealTruth' });

  change();
  ask('question');
  host({ type: 'closeRound' });
  ask('ticket');
  host({ type: 'startRound' });
  change();
  return table.log;
}

/** Every fold of a lesson, from its first event on. */
function* folds(random: Game): Generator<SessionFold> {
  let fold = emptyFold;
  for (const event of lesson(random)) yield (fold = foldEvents(fold, [event]));
}

test('a phone view is the same while its inputs are', () => {
  let kept = 0;
  let keptInReveal = 0;
  fc.assert(
    fc.property(game(60), (random) => {
      const projector = new PhoneProjector(new RoomProjector());
      const before = new Map<PlayerId, { inputs: readonly unknown[]; view: PhoneView }>();
      for (const fold of folds(random)) {
        const fresh = new PhoneProjector(new RoomProjector());
        for (const player of fold.state.players) {
          const inputs = projector.inputs(fold, player);
          const view = fresh.view(fold, player);
          const old = before.get(player.id);
          if (old && areSame(inputs, old.inputs)) {
            kept++;
            if (view.reveal) keptInReveal++;
            expect(view).toEqual(old.view);
          }
          before.set(player.id, { inputs, view });
        }
      }
    }),
    { numRuns: 30, seed: 7 },
  );
  expect(kept).toBeGreaterThan(500);
  expect(keptInReveal).toBeGreaterThan(20);
});

test('a phone that is not touched has the same inputs as before', () => {
  let untouched = 0;
  let lanesAlone = 0;
  fc.assert(
    fc.property(game(60), (random) => {
      const room = new RoomProjector();
      const projector = new PhoneProjector(room);
      let before: SessionFold | undefined;
      let inputs = new Map<PlayerId, readonly unknown[]>();
      for (const fold of folds(random)) {
        const touched = before ? touchedPhones(before, fold, room) : 'all';
        const now = new Map(fold.state.players.map((player) => [player.id, projector.inputs(fold, player)]));
        if (touched !== 'all') {
          for (const [id, own] of now) {
            if (touched.has(id)) continue;
            untouched++;
            expect(areSame(own, inputs.get(id) ?? [])).toBe(true);
          }
          if (touched.size > 0 && touched.size < now.size) lanesAlone++;
        }
        before = fold;
        inputs = now;
      }
    }),
    { numRuns: 30, seed: 7 },
  );
  expect(untouched).toBeGreaterThan(500);
  expect(lanesAlone).toBeGreaterThan(500);
});

test('what projectors remember of older views is up to date', () => {
  fc.assert(
    fc.property(game(60), (random) => {
      const room = new RoomProjector();
      const phones = new PhoneProjector(room);
      const stages = new StageProjector(room);
      for (const fold of folds(random)) {
        // Shares nothing with what was looked at before.
        const alone = structuredClone(fold);
        const other = new RoomProjector();
        const [player] = fold.state.players;
        const [lonely] = alone.state.players;
        if (player && lonely) expect(phones.view(fold, player)).toEqual(new PhoneProjector(other).view(alone, lonely));
        expect(stages.view(fold, 'console')).toEqual(new StageProjector(other).view(alone, 'console'));
      }
    }),
    { numRuns: 15, seed: 11 },
  );
});
