import type { Contract, FaultPlan, Level, Role, RoundSettings, System } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import type { BegunSession, OpenSoloRequest } from '@ack-attack/protocol';
import { language } from '../shared/i18n/texts.svelte.ts';
import { ownLink } from '../shared/links/room-address.ts';
import { rememberBegun, type MissionName } from '../shared/missions/mission-record.ts';
import { askServer, isRefused, type RequestRefusal } from '../shared/server/ask-server.ts';
import { newSecret } from './own-secret.ts';

export const aloneRoundMs = 120_000;

/** A round for one player. */
export interface AloneRound {
  contract: Contract;
  level: Level;
  system: System;
  role: Role;
  plan?: FaultPlan;
  seed?: number;
  /** Which mission it is. */
  mission?: MissionName;
  /** What differs from the level's own settings. */
  change?: Partial<RoundSettings>;
}

/** Opens the round on the server; answers with the address at which it is played. */
export async function beginAlone(round: AloneRound, passcode: string): Promise<string | RequestRefusal> {
  const { contract, level, system, role, plan, seed, mission, change } = round;
  const token = newSecret();
  const body: OpenSoloRequest = {
    settings: { ...settingsFor(contract, level, system), roundMs: aloneRoundMs, ...change },
    role,
    ...(plan ? { plan } : {}),
    ...(seed === undefined ? {} : { seed }),
    language: language(),
    token,
    ...(passcode ? { passcode } : {}),
  };
  const begun = await askServer<BegunSession>('solo', { body });
  if (isRefused(begun)) return begun;
  if (mission !== undefined) rememberBegun(begun.session, mission);
  return ownLink(location.origin, { session: begun.session, token });
}
