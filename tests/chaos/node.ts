// A server whose system clock can be set: whoever started it sends by how many ms it is wrong from then on.
const trueNow = Date.now.bind(Date);
let wrongByMs = 0;
Date.now = () => trueNow() + wrongByMs;
process.on('message', (message: { wrongByMs: number }) => {
  wrongByMs = message.wrongByMs;
});
await import('../../apps/server/src/main.ts');
export {};
