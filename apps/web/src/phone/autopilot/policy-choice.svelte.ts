import { lastOf, type Policy } from '@ack-attack/engine';
import { errorText } from '../../shared/server/error-text.ts';
import { connection } from '../base/connection.ts';
import { showToast } from '../ui/toasts.svelte.ts';

/** The policy of the player's machine as it was last chosen here, and whether the server has yet to take it. */
export interface PolicyChoice {
  readonly current: Policy;
  readonly sending: boolean;
  choose(policy: Policy): void;
}

/** To be created in a component. Taps that come quicker than answers are sent as one, the last. */
export function createPolicyChoice(known: () => Policy): PolicyChoice {
  let wanted = $state.raw<Policy>();
  let running = false;
  const inFlight = $derived(
    lastOf(connection.inFlight.flatMap(({ command }) => (command.type === 'setPolicy' ? [command.policy] : []))),
  );

  async function send(): Promise<void> {
    running = true;
    for (let sent: Policy | undefined; wanted && wanted !== sent;) {
      sent = wanted;
      const code = await connection.send({ type: 'setPolicy', policy: sent });
      if (code !== undefined && code !== 'closed' && code !== 'superseded') showToast(errorText(code));
      if (wanted === sent) wanted = undefined;
    }
    running = false;
  }

  return {
    get current() {
      return wanted ?? inFlight ?? known();
    },
    get sending() {
      return wanted !== undefined || inFlight !== undefined;
    },
    choose(policy) {
      wanted = policy;
      if (!running) void send();
    },
  };
}
