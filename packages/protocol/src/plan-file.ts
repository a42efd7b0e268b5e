import { decide, emptySession, plainSettings, type FaultPlan, type SessionState } from '@ack-attack/engine';
import { jsonBytes, readJsonFile, type FileError } from './json-file.ts';
import { faultPlanSchema } from './schema.ts';

export type ParsedPlan = { outcome: 'parsed'; plan: FaultPlan } | { outcome: 'refused'; error: FileError };

/** Code units of a file, however generously it is laid out. */
const fileLength = 100_000;
/** What a plan may take in the log and in the packet that carries it to the server. */
const planBytes = 8_000;

/** Reads a teacher's file: a fault plan that every round would take, or the first thing that is wrong with it. */
export function parseFaultPlan(text: string): ParsedPlan {
  const read = readJsonFile(text, faultPlanSchema, fileLength);
  if (read.outcome === 'refused') return read;
  const { value: plan, errorAt } = read;
  const refused = (...place: Parameters<typeof errorAt>): ParsedPlan => ({
    outcome: 'refused',
    error: errorAt(...place),
  });
  const early = plan.steps.findIndex(({ atMs }, index) => atMs < (plan.steps[index - 1]?.atMs ?? 0));
  if (early >= 0) return refused(['steps', early, 'atMs'], 'not-in-order');
  const detail = refusalOf(plan);
  if (detail !== undefined) {
    const bad = plan.steps.findIndex((step) => refusalOf({ ...plan, steps: [step] }) !== undefined);
    return refused(bad < 0 ? ['steps'] : ['steps', bad, 'deed'], 'wrong-value', detail);
  }
  const bytes = jsonBytes(plan);
  if (bytes > planBytes) return refused([], 'too-long', `${bytes} bytes`);
  return { outcome: 'parsed', plan };
}

/** A plan as a file that `parseFaultPlan` reads back. */
export function formatFaultPlan(plan: FaultPlan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}

/** Why a running round would refuse a plan, if it would. */
function refusalOf(plan: FaultPlan): string | undefined {
  const decision = decide(runningRound(), { by: 'host', seq: 2, id: 'try', command: { type: 'startPlan', plan } }, 0);
  return decision.outcome === 'rejected' ? decision.rejection.detail : undefined;
}

function runningRound(): SessionState {
  const nobody = { session: '', roomCode: '', hostTokenHash: '', stageTokenHash: '' };
  const opened = decide(
    emptySession,
    { by: 'server', command: { type: 'openSession', ...nobody, seed: 1, settings: plainSettings } },
    0,
  );
  if (opened.outcome !== 'accepted') throw new Error('no session could be opened');
  const started = decide(opened.state, { by: 'host', seq: 1, id: 'start', command: { type: 'startRound' } }, 0);
  if (started.outcome !== 'accepted') throw new Error('no round could be started');
  return started.state;
}
