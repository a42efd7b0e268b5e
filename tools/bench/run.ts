import { benchAdversary } from './adversary.ts';
import { benchCommits } from './commits.ts';
import { benchEngine } from './engine.ts';
import { benchPeers } from './peers/peers.ts';
import { benchPhone } from './phone.ts';
import { benchReplay } from './replay.ts';
import { benchRollingRestart } from './rolling-restart.ts';
import { benchRoom } from './room.ts';
import { benchSeniorRound } from './senior-round.ts';
import { benchStage } from './stage.ts';
import { benchStorm } from './storm.ts';
import { benchVectors } from './vectors.ts';

/** They report, and hold nothing against a slow machine: lines to print, where they have not printed them. */
const benches: Readonly<Record<string, () => readonly string[] | Promise<readonly string[] | void>>> = {
  adversary: benchAdversary,
  commits: benchCommits,
  engine: benchEngine,
  peers: benchPeers,
  phone: benchPhone,
  replay: benchReplay,
  restart: benchRollingRestart,
  room: benchRoom,
  senior: benchSeniorRound,
  stage: benchStage,
  storm: benchStorm,
  vectors: benchVectors,
};

// Options belong to the benches.
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const bench = benches[name];
  if (bench) {
    process.stdout.write(`${name}\n`);
    for (const line of (await bench()) ?? []) process.stdout.write(`${line}\n`);
  } else {
    process.stderr.write(`There is no ${name}: pnpm bench [${Object.keys(benches).join(' ')}]\n`);
    process.exitCode = 2;
  }
}
