// A Socket.IO server that does nothing but what a game cannot do without: it answers each command, and tells the lane
// and the host. JavaScript, so that no compiler is loaded into the process that is measured.
import { createServer } from 'node:http';
import process from 'node:process';
import { Server } from 'socket.io';

const patchBytes = 500;

const http = createServer();
const sockets = new Server(http, { transports: ['websocket'], serveClient: false });
let version = 0;

sockets.on('connection', (socket) => {
  const { room, lane } = socket.handshake.auth;
  const own = `${room}/${lane ?? 'host'}`;
  void socket.join(own);
  socket.on('command', ({ id }, answer) => {
    version++;
    answer({ id, outcome: 'accepted', version });
    const message = { version, base: version - 1, patch: { seat: '' } };
    message.patch.seat = 'x'.repeat(patchBytes - JSON.stringify(message).length);
    sockets.to([own, `${room}/host`]).emit('view', message);
  });
});

http.listen(0, '127.0.0.1', () => process.send?.({ port: http.address().port }));
process.on('disconnect', () => process.exit());
