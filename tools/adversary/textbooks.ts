import {
  findBreak,
  usualPowers,
  type AdversaryRound,
  type NetworkPowers,
  type SearchResult,
} from '@ack-attack/adversary';
import { textbookPolicies } from '@ack-attack/bots';
import { contracts, systems, type Contract, type System } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { markdownTable } from '../markdown-table.ts';
import { faultWords } from './report.ts';
import { spacedOrders } from './round-file.ts';

/** How far the textbooks are searched. */
export interface TextbookSizes {
  /** Orders of the contract's own textbook, and of the others. */
  orders: { own: number; other: number };
  faults: number;
}

/** Small enough for a test to search again. */
export const tableSizes: TextbookSizes = { orders: { own: 2, other: 1 }, faults: 2 };

const withoutTwins: NetworkPowers = { ...usualPowers, kinds: usualPowers.kinds.filter((kind) => kind !== 'duplicate') };

/** The round of a contract at Senior, in which every machine follows a textbook. */
export function textbookRound(contract: Contract, system: System, textbook: Contract, orders: number): AdversaryRound {
  const settings = settingsFor(contract, 'senior', system);
  return {
    settings,
    policies: textbookPolicies[textbook],
    shape: { producers: 1, consumers: 1 },
    orders: spacedOrders(orders, settings),
    seed: 1,
  };
}

/** Both tables of docs/adversary.md. */
export function textbookTables({ orders, faults }: TextbookSizes): string {
  const search = (contract: Contract, textbook: Contract, powers: NetworkPowers, count: number) =>
    bySystem((system) => answer(findBreak(textbookRound(contract, system, textbook, count), { faults, powers })));
  const own = contracts.flatMap((contract) =>
    [usualPowers, ...(contract === 'at-most-once' ? [withoutTwins] : [])].flatMap((powers) =>
      search(contract, contract, powers, orders.own).map(([where, said]) => [
        contract,
        where,
        powers === usualPowers ? 'all' : 'all but duplicate',
        said,
      ]),
    ),
  );
  const others = contracts.flatMap((contract) =>
    contracts
      .filter((textbook) => textbook !== contract)
      .flatMap((textbook) =>
        search(contract, textbook, usualPowers, orders.other).map(([where, said]) => [contract, textbook, where, said]),
      ),
  );
  return [
    `Each contract's own textbook, ${orders.own} orders, up to ${faults} faults:`,
    markdownTable(['contract', 'systems', 'faults', 'answer'], own),
    `The textbooks of the other contracts, ${orders.other} order${orders.other === 1 ? '' : 's'}, up to ${faults} faults:`,
    markdownTable(['contract', 'textbook', 'systems', 'answer'], others),
  ].join('\n\n');
}

/** Answers with the systems that they hold for. */
function bySystem(say: (system: System) => string): readonly (readonly [string, string])[] {
  const where = new Map<string, System[]>();
  for (const system of systems) {
    const said = say(system);
    where.set(said, [...(where.get(said) ?? []), system]);
  }
  return [...where].map(([said, list]) => [list.length === systems.length ? 'all' : list.join(', '), said]);
}

function answer(result: SearchResult): string {
  if (result.outcome !== 'broken') return `kept under ${result.upTo}`;
  const { struck, breaks } = result.played;
  const fates = breaks.map(({ order, what }) => `${order} ${what === 'lost' ? 'lost' : 'twice'}`);
  const faults = struck.map(({ fault }) => faultWords(fault)).join(', then ');
  return `broken by ${struck.length}: ${faults}; ${fates.join(', ')}`;
}
