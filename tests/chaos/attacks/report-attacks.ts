import { attackNames, attacks, isAttackName } from './attacks.ts';
import { runAttack, type Phase } from './run-attack.ts';

const attackMs = 10_000;

/**
 * Runs one attack or all of them and prints what the other rooms felt.
 *
 * @returns whether none of them ended the server, cut the other room off or let the server fail
 */
export async function reportAttacks(which: string): Promise<boolean> {
  if (which !== 'all' && !isAttackName(which)) {
    console.error(`No attack is called ${which}; there are all, ${attackNames.join(', ')}.`);
    return false;
  }
  let held = true;
  for (const name of isAttackName(which) ? [which] : attackNames) {
    const { calm, attacked, seen, failures } = await runAttack(name, attackMs);
    console.log(`${name}: ${attacks[name].what}`);
    console.log(line('calm', calm));
    console.log(line('attacked', attacked));
    console.log(`  the attacker saw: ${seen}${failures > 0 ? `; the server logged ${failures} failures` : ''}`);
    held &&= attacked.commands > 0 && attacked.cutOff === 0 && failures === 0;
  }
  return held;
}

function line(name: string, phase: Phase): string {
  const { commands, p50Ms, p99Ms, maxMs, stallMs, processorShare, memoryMb, files, cutOff, newcomers } = phase;
  const ms = (value: number) => `${Math.round(value)}`;
  return [
    `  ${name.padEnd(9)}`,
    `p50/p99/max ${ms(p50Ms)}/${ms(p99Ms)}/${ms(maxMs)} ms of ${commands}`,
    `stall ${ms(stallMs)} ms`,
    `${ms(100 * processorShare)} % of a core`,
    `${ms(memoryMb)} MB`,
    `${files} files`,
    ...(cutOff > 0 ? [`CUT OFF ${cutOff} times`] : []),
    `newcomers: ${newcomers}`,
  ].join('  ');
}
