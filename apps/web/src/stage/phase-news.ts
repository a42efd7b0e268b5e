import type { StageView } from '@ack-attack/protocol';
import { t } from './text.ts';

/** What a listener is told when the session goes on, in a sentence. */
export function phaseNews({ phase, round, settings }: StageView): string {
  switch (phase) {
    case 'playing':
      return t('stage.news.playing', { round, contract: t(`common.contract.${settings.contract}`) });
    case 'paused':
      return t('stage.paused');
    case 'predicting':
      return `${t('stage.bell')}. ${t('stage.predict.lead')}`;
    case 'revealed':
      return t('reveal.title');
    case 'finished':
      return t('stage.finished');
    default:
      return t('stage.next', { round: round + 1 });
  }
}
