import {
  decide,
  defaultProfile,
  emptySession,
  plainSettings,
  type Command,
  type GameEvent,
  type LaneShape,
  type Profile,
  type RoundSettings,
  type SessionState,
} from '@ack-attack/engine';

/** A three-minute round of the middle level. */
export const middleRound: RoundSettings = {
  ...plainSettings,
  contract: 'exactly-once',
  level: 'middle',
  roundMs: 180_000,
  predictMs: 0,
  orderEveryMs: 10_000,
  freshMs: 0,
  travelMs: [900, 1_600],
  overdueMs: 6_000,
  maxConsumers: 2,
  profile: defaultProfile,
  offered: ['commit', 'park', 'nack', 'discard'],
  liveTally: false,
};

export function roundWith(changes: Partial<RoundSettings>, profile: Partial<Profile> = {}): RoundSettings {
  return { ...middleRound, ...changes, profile: { ...defaultProfile, ...profile } };
}

/** A session whose first round has just begun, with one lane of bots. */
export function openRound(settings: RoundSettings, seed: number, shape?: LaneShape): SessionState {
  return openGame(settings, seed, shape).state;
}

/** The same with its log. */
export function openGame(
  settings: RoundSettings,
  seed: number,
  shape: LaneShape = { producers: 2, consumers: 1 },
): { state: SessionState; events: readonly GameEvent[] } {
  const open: Command = {
    by: 'server',
    command: {
      type: 'openSession',
      session: 'game',
      roomCode: 'GAMEAB',
      hostTokenHash: '',
      stageTokenHash: '',
      seed,
      settings,
    },
  };
  const start: Command = { by: 'host', seq: 1, id: 'start', command: { type: 'startRound', shape } };
  const events: GameEvent[] = [];
  let state = emptySession;
  for (const command of [open, start]) {
    const decision = decide(state, command, 0);
    if (decision.outcome !== 'accepted') throw new Error(JSON.stringify(decision));
    state = decision.state;
    events.push(...decision.events);
  }
  return { state, events };
}
