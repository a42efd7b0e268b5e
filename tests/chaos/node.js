// A server whose system clock can be set: its parent process sends by how many ms it is wrong from then on.
const trueNow = Date.now.bind(Date);
let wrongByMs = 0;
Date.now = () => trueNow() + wrongByMs;
process.on('message', (message) => {
  wrongByMs = message.wrongByMs;
});
await import('../../apps/server/dist/main.js');
