import { afterEach, beforeEach, describe } from 'vitest';
import type { SessionStore } from '../src/index.ts';
import { describeAppending } from './contract-appending.ts';
import { describeRecords } from './contract-records.ts';
import { describeReopening } from './contract-reopening.ts';
import { describeSnapshots } from './contract-snapshots.ts';
import { describeTailing } from './contract-tailing.ts';

/** An empty store for one test. */
export interface OpenedStore {
  store: SessionStore;
  /** Closes the store and opens another on what it kept; there for every store that keeps something. */
  reopen?: () => Promise<SessionStore>;
  /** Closes whatever is open and removes what was kept; called after every test. */
  close: () => Promise<void>;
}

/** Gives the store of the running test. */
export type Current = () => OpenedStore;

/**
 * What every store promises by the port, as a suite.
 *
 * @param lasting whether the store keeps anything after it is closed
 * @param open called before every test
 */
export function describeStoreContract(name: string, lasting: boolean, open: () => Promise<OpenedStore>): void {
  describe(`${name} keeps the store contract`, () => {
    let opened: OpenedStore | undefined;
    const current: Current = () => {
      if (!opened) throw new Error('no test is running');
      return opened;
    };

    beforeEach(async () => {
      opened = await open();
    });

    afterEach(async () => {
      const last = opened;
      opened = undefined;
      await last?.close();
    });

    describeRecords(current);
    describeAppending(current);
    describeTailing(current);
    describeSnapshots(current);
    describeReopening(current, lasting);
  });
}
