import type { StageView } from '@ack-attack/protocol';
import { t } from '../base/text.ts';

/** The sentence that a screen reader announces when the phase changes. */
export function phaseNews({ phase, round, settings }: StageView): string {
  switch (phase) {
    case 'playing':
      return t('stage.news.playing', { round, contract: t(`common.contract.${settings.contract}`) });
    case 'paused':
      return t('stage.news.paused');
    case 'predicting':
      return t('stage.news.bell');
    case 'revealed':
      return t('stage.news.revealed');
    case 'finished':
      return t('stage.news.finished');
    default:
      return t('stage.news.lobby', { round: round + 1 });
  }
}
