import { decide, emptySession, plainSettings, type FaultPlan, type SessionState } from '@ack-attack/engine';
import { evaluate, parse, type DocumentNode, type ValueNode } from '@humanwhocodes/momoa';
import type { z } from 'zod';
import { faultPlanSchema } from './schema.ts';

/** What is wrong with a file. Each has a sentence in the catalogues. */
export const planFileReasons = ['not-json', 'missing', 'unknown', 'wrong-value', 'not-in-order', 'too-long'] as const;

export type PlanFileReason = (typeof planFileReasons)[number];

export interface PlanFileError {
  /** From 1. */
  line: number;
  reason: PlanFileReason;
  /** What it is about, as `steps[2].deed.span`; empty for the whole file. */
  field: string;
  /** More for those who read English; may be empty. */
  detail: string;
}

export type ParsedPlan = { outcome: 'parsed'; plan: FaultPlan } | { outcome: 'refused'; error: PlanFileError };

/** Code units of a file, however generously it is laid out. */
const fileLength = 100_000;
/** What a plan may take in the log and in the packet that carries it to the server. */
const planBytes = 8_000;

type Path = readonly PropertyKey[];

/** Reads a teacher's file: a fault plan that every round would take, or the first thing that is wrong with it. */
export function parseFaultPlan(text: string): ParsedPlan {
  if (text.length > fileLength) {
    return refused({ line: 1, reason: 'too-long', field: '', detail: `${text.length} characters` });
  }
  let document: DocumentNode;
  try {
    document = parse(text, { mode: 'json' });
  } catch (error) {
    const { message, line } = error as Error & { line?: number };
    return refused({ line: line ?? 1, reason: 'not-json', field: '', detail: message });
  }
  const at = (path: Path, reason: PlanFileReason, detail = ''): ParsedPlan =>
    refused({ line: lineOf(document, path), reason, field: nameOf(path), detail });
  const value: unknown = evaluate(document);
  const read = faultPlanSchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return issue ? at(...complaint(issue, value)) : at([], 'wrong-value');
  }
  const plan = read.data;
  const early = plan.steps.findIndex(({ atMs }, index) => atMs < (plan.steps[index - 1]?.atMs ?? 0));
  if (early >= 0) return at(['steps', early, 'atMs'], 'not-in-order');
  const detail = refusalOf(plan);
  if (detail !== undefined) {
    const bad = plan.steps.findIndex((step) => refusalOf({ ...plan, steps: [step] }) !== undefined);
    return at(bad < 0 ? ['steps'] : ['steps', bad, 'deed'], 'wrong-value', detail);
  }
  // No code unit takes more than three bytes of UTF-8.
  const bytes = JSON.stringify(plan).replace(/[\u0080-\uffff]/g, '···').length;
  if (bytes > planBytes) return at([], 'too-long', `${bytes} bytes`);
  return { outcome: 'parsed', plan };
}

/** A plan as a file that `parseFaultPlan` reads back. */
export function formatFaultPlan(plan: FaultPlan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}

function refused(error: PlanFileError): ParsedPlan {
  return { outcome: 'refused', error };
}

/** Where and what, of the part of a union that comes closest to what was written there. */
function complaint(issue: z.core.$ZodIssue, written: unknown, base: Path = []): [Path, PlanFileReason, string] {
  const path = [...base, ...issue.path];
  const value = issue.path.reduce<unknown>((holder, key) => (holder as Record<PropertyKey, unknown>)[key], written);
  if (value === undefined) return [path, 'missing', ''];
  if (issue.code === 'unrecognized_keys') return [[...path, issue.keys[0] ?? ''], 'unknown', ''];
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.filter((issues) => issues.length > 0);
    const [closest] = branches.sort((a, b) => misfit(a) - misfit(b) || a.length - b.length);
    if (closest?.[0]) return complaint(closest[0], value, path);
  }
  return [path, 'wrong-value', issue.message];
}

/** A branch whose telling word, as a `kind`, does not fit is not the one that was meant. */
function misfit(issues: readonly z.core.$ZodIssue[]): number {
  return issues.some(({ code }) => code === 'invalid_value' || code === 'invalid_type') ? 1 : 0;
}

/** The line of a value, or where it is missing that of what should hold it. */
function lineOf({ body }: DocumentNode, path: Path): number {
  let node: ValueNode = body;
  let { line } = node.loc.start;
  for (const key of path) {
    if (node.type === 'Object') {
      const member = node.members.find(({ name }) => name.type === 'String' && name.value === key);
      if (!member) break;
      node = member.value;
      line = member.loc.start.line;
    } else if (node.type === 'Array' && typeof key === 'number') {
      const element = node.elements[key];
      if (!element) break;
      node = element.value;
      line = element.loc.start.line;
    } else break;
  }
  return line;
}

function nameOf(path: Path): string {
  return path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${key}]` : name === '' ? String(key) : `${name}.${String(key)}`),
    '',
  );
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
