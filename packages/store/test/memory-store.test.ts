import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../src/index.ts';
import { describeStoreContract } from './contract.ts';
import { describeListenerErrors } from './listener-errors.ts';

describeStoreContract('memory store', false, async () => {
  const store = createMemoryStore();
  return { store, close: () => store.close() };
});

describeListenerErrors('memory store', async (onTailError) => createMemoryStore({ onTailError }));

describe('memory store', () => {
  it('answers no earlier than a turn of the event loop later', async () => {
    const store = createMemoryStore();
    const order: string[] = [];
    const found = store.find('s1').then(() => order.push('answer'));
    setImmediate(() => order.push('turn'));
    await found;
    expect(order).toStrictEqual(['turn', 'answer']);
  });
});
