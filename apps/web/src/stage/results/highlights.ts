import type { Contract, LaneId } from '@ack-attack/engine';
import type { LaneReveal, RoundReveal } from '@ack-attack/protocol';
import type { LedgerEntry } from '@ack-attack/scoring';
import { t } from '../base/text.ts';

/** A sentence about what the ledger shows of one lane. */
export interface Highlight {
  key: string;
  lane: LaneId;
  tone: 'twice' | 'lost' | 'late';
  text: string;
}

/** The most telling lines, worst first: the effects that were made too often, then the orders that are gone. */
export function highlights({ lanes, contract }: RoundReveal, most: number): readonly Highlight[] {
  const twice = lanes.flatMap((lane) => repeated(lane, contract)).sort((a, b) => b.count - a.count);
  const gone = [...lanes].sort((a, b) => b.tally.lost - a.tally.lost).flatMap(lost);
  // Both kinds of harm are shown where there are both.
  const room = gone.length > 0 ? Math.max(1, most - Math.min(gone.length, 2)) : most;
  return [...twice.slice(0, room), ...gone, ...lanes.flatMap(late)].slice(0, most);
}

function repeated(lane: LaneReveal, contract: Contract): readonly (Highlight & { count: number })[] {
  if (!lane.ledger) return repeatedInAll(lane);
  const last = new Map<string, LedgerEntry>();
  for (const entry of lane.ledger) if (entry.nth > 1) last.set(entry.order, entry);
  return [...last.values()].map(({ order, content, nth }) => ({
    key: `${lane.lane} ${order}`,
    lane: lane.lane,
    tone: 'twice' as const,
    count: nth,
    text: t(`reveal.twice.${contract}`, {
      name: t('common.customer', { customer: String(content.customer) }),
      value: content.value,
      count: nth,
    }),
  }));
}

/** Of a lane whose ledger is too long to be shown line by line. */
function repeatedInAll({ lane, tally }: LaneReveal): readonly (Highlight & { count: number })[] {
  const count = tally.duplicates;
  if (count === 0) return [];
  return [{ key: `${lane} repeated`, lane, tone: 'twice', count, text: t('reveal.repeated', { count }) }];
}

function lost({ lane, tally }: LaneReveal): readonly Highlight[] {
  const known = tally.lost - tally.lostSilently;
  return [
    ...(tally.lostSilently > 0
      ? [
          {
            key: `${lane} silent`,
            lane,
            tone: 'lost' as const,
            text: t('reveal.silent', { count: tally.lostSilently }),
          },
        ]
      : []),
    ...(known > 0
      ? [{ key: `${lane} gone`, lane, tone: 'lost' as const, text: t('reveal.gone', { count: known }) }]
      : []),
  ];
}

function late({ lane, outcomes }: LaneReveal): readonly Highlight[] {
  const count = outcomes.late;
  return count > 0 ? [{ key: `${lane} late`, lane, tone: 'late', text: t('reveal.late', { count }) }] : [];
}
