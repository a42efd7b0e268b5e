import {
  faultNames,
  faultTraits,
  type FaultId,
  type FaultKind,
  type FaultName,
  type LaneId,
  type LaneView,
  type Role,
  type StageFault,
} from '@ack-attack/engine';
import type { IconName } from '../icons/paths.ts';
import { t } from './text.ts';

/** One fault as it was ordered: the same one on several lanes is one. */
export interface FaultSummary {
  key: string;
  kind: FaultName;
  /** What it is and where, in words. */
  title: string;
  lanes: readonly LaneId[];
  /** The share of packets that it hits, where that is chance. */
  rate?: number;
  /** Packets it will still hit in the lane with the most left. */
  left?: number;
  /** Game ms when the last of it ends. */
  until?: number;
}

export const faultIcons = Object.fromEntries(
  faultNames.map((kind): [FaultName, IconName] => [kind, faultTraits(kind).icon]),
) as Readonly<Record<FaultName, IconName>>;

/** The active faults of all lanes, the same ones together. */
export function summariseFaults(lanes: Readonly<Record<LaneId, LaneView>>): readonly FaultSummary[] {
  const summaries = new Map<string, FaultSummary>();
  for (const lane of Object.values<LaneView>(lanes)) {
    for (const id of Object.keys(lane.faults) as FaultId[]) {
      const fault = lane.faults[id];
      if (!fault) continue;
      const key = keyOf(fault, lane);
      const known = summaries.get(key);
      const left = most(known?.left, fault.left);
      const until = most(known?.until, fault.until);
      summaries.set(key, {
        key,
        kind: fault.what.kind,
        title: faultTitle(fault.what, lane),
        lanes: known ? [...new Set([...known.lanes, lane.id])] : [lane.id],
        ...(fault.rate === undefined ? {} : { rate: fault.rate }),
        ...(left === undefined ? {} : { left }),
        ...(until === undefined ? {} : { until }),
      });
    }
  }
  return [...summaries.values()];
}

function most(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

function keyOf({ what, rate, left }: StageFault, lane: LaneView): string {
  const where = what.kind === 'crash' ? roleOf(what.seat, lane) : JSON.stringify(what);
  return `${what.kind} ${where} ${rate ?? (left === undefined ? 'time' : 'next')}`;
}

function roleOf(seat: Extract<FaultKind, { kind: 'crash' }>['seat'], lane: LaneView): Role {
  return lane.seats[seat]?.role ?? 'broker';
}

/** "Drop · Publish", "Crash · Broker". */
function faultTitle(what: FaultKind, lane: LaneView): string {
  const where =
    what.kind === 'crash'
      ? t(`common.role.${roleOf(what.seat, lane)}`)
      : 'link' in what
        ? t(`board.link.${what.link}`)
        : t(`common.leg.${what.leg}`);
  return `${t(`board.fault.${what.kind}`)} · ${where}`;
}

/** How much of it goes on: "next 3", "8 s", "50% · 8 s"; empty where there is no saying. */
export function faultRest(fault: Pick<FaultSummary, 'rate' | 'left' | 'until'>, gameMs: number): string {
  const { rate, left, until } = fault;
  if (left !== undefined) return t('board.next', { count: left });
  if (until === undefined) return '';
  const seconds = t('common.seconds', { count: Math.max(0, Math.ceil((until - gameMs) / 1000)) });
  return rate === undefined ? seconds : `${t('board.share', { percent: Math.round(100 * rate) })} · ${seconds}`;
}
