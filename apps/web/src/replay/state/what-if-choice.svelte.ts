import { textbookPolicy, type LanePolicies } from '@ack-attack/bots';
import type { Contract, Policy, Role, RoundSettings, SeatId } from '@ack-attack/engine';
import { policyFromText, policyToText } from '../base/policy-address.ts';
import { roles, type ReplayPlace } from '../base/replay-address.ts';

/** The seats that play differently, their textbook, and the settings that differ from it. */
export class WhatIfChoice {
  seats: SeatId | 'all' = $state('all');
  /** Undefined for the round's own. */
  #contract: Contract | undefined = $state();
  policies: Partial<LanePolicies> = $state.raw({});

  /** @param asked what a link leads to */
  constructor(asked: ReplayPlace, settings: RoundSettings) {
    if (asked.panel !== 'what-if') return;
    this.seats = asked.seat ?? 'all';
    this.#contract = asked.textbook;
    for (const role of roles) {
      const text = asked[role];
      if (text !== undefined) this.change(policyFromText(text, this.textbook(role, settings)));
    }
  }

  contractIn({ contract }: RoundSettings): Contract {
    return this.#contract ?? contract;
  }

  /** Another textbook, or another seat: what was changed was changed in what is no longer asked. */
  askFor(what: { seats: SeatId | 'all' } | { contract: Contract } | 'textbook'): void {
    if (what !== 'textbook' && 'seats' in what) this.seats = what.seats;
    if (what !== 'textbook' && 'contract' in what) this.#contract = what.contract;
    this.policies = {};
  }

  change(policy: Policy): void {
    this.policies = { ...this.policies, [policy.role]: policy };
  }

  textbook(role: Role, settings: RoundSettings): Policy {
    return textbookPolicy(this.contractIn(settings), role, settings);
  }

  policyOf(role: Role, settings: RoundSettings): Policy {
    return this.policies[role] ?? this.textbook(role, settings);
  }

  place(settings: RoundSettings): ReplayPlace {
    const changed = roles.flatMap((role) => {
      const policy = this.policies[role];
      return policy ? [[role, policyToText(policy, this.textbook(role, settings))] as const] : [];
    });
    return {
      panel: 'what-if',
      ...(this.seats === 'all' ? {} : { seat: this.seats }),
      textbook: this.#contract,
      ...Object.fromEntries(changed),
    };
  }
}
