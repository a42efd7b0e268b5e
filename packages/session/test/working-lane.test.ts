import { chooseBotAction } from '@ack-attack/bots';
import { contracts, gameTime, viewSeat } from '@ack-attack/engine';
import { expect, test } from 'vitest';
import { atWork } from '../src/working-lane.ts';
import { host, openRoom, serve } from './open-room.ts';

test.each(contracts)('without its closed orders a lane still asks for the same, %s', async (contract) => {
  const served = serve();
  const settings = {
    contract,
    autopilot: true,
    orderEveryMs: 1_000,
    paceMs: [40, 90] as const,
    travelMs: [50, 90] as const,
  };
  const room = await openRoom(served, settings);
  await room.submit(host(1, { type: 'startRound' }));
  let choices = 0;
  let fewer = 0;
  for (let look = 0; look < 200; look++) {
    await served.clock.advance(97);
    const { state } = room;
    for (const lane of state.lanes) {
      const working = atWork(state, lane);
      if (working.lanes[0]!.orders.length < lane.orders.length) fewer++;
      for (const { id } of lane.seats) {
        const now = gameTime(state, state.at) + 1_000;
        const context = { settings: state.settings, seed: state.seed, now };
        const choice = chooseBotAction(viewSeat(state, lane.id, id)!, context);
        expect(chooseBotAction(viewSeat(working, lane.id, id)!, context)).toEqual(choice);
        if (choice) choices++;
      }
    }
  }
  expect(choices).toBeGreaterThan(50);
  expect(fewer).toBeGreaterThan(50);
  room.close();
});
