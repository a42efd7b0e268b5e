import type { Contract } from '@ack-attack/engine';
import type { Story, StoryBeat } from '@ack-attack/replay';
import { formatNumber } from '../../shared/i18n/texts.svelte.ts';
import { orderText } from '../../shared/game/order-text.ts';
import type { RoundLine } from './round-lines.ts';
import { actorName } from './sentence.ts';
import { t } from '../base/text.ts';

/**
 * One sentence of a story.
 *
 * @param line the log's line at the same version: actor and target
 */
export function beatText(beat: StoryBeat, line: RoundLine | undefined, contract: Contract): string {
  return t(`replay.story.${beat.kind}`, {
    who: line?.who ? actorName(line.who) : '',
    to: line?.to ? actorName(line.to) : '',
    tag: line?.tag ?? '',
    message: beat.message ?? '',
    content: line?.content ? orderText(contract, line.content) : '',
    effect: t(`common.effect.${contract}`),
    nth: beat.nth ?? 1,
    after: durationText(beat.afterMs ?? 0),
  });
}

export function endingText({ outcome, effects }: NonNullable<Story['ending']>): string {
  return t(`replay.story.ending.${outcome}`, { effects });
}

/** "4 s", or "0.8 s" where it is less than ten. */
export function durationText(ms: number): string {
  const seconds = ms / 1000;
  const value = formatNumber(seconds, { maximumFractionDigits: seconds < 10 ? 1 : 0 });
  return t('replay.duration', { seconds: value });
}
