import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be taken away, as a phone's network is. */
export interface TcpProxy {
  /** Where the server is reached through it. */
  url: string;
  /** Bytes that came through so far. */
  readonly carried: { toServer: number; toClient: number };
  /**
   * Takes the network away. What is open falls silent: the client's side is never told, the server's side ends
   * where `serverNotices` says so. Nothing new comes through.
   */
  cut(serverNotices?: boolean): void;
  /** As `cut`, but nothing new is refused either: it hangs, as on a network that loses everything without a word. */
  swallow(): void;
  /** Gives the network back; what was open before, or was tried meanwhile, stays dead. */
  restore(): void;
  /** Ends everything that is open, as a server that ends does; new connections pass. */
  endOpen(): void;
  /** Lets everything that is open fall silent while new connections pass, as a change of the Wi-Fi does. */
  forgetOpen(): void;
  /**
   * From now on nothing arrives that the server says on the sockets that are open now, and until the network is given
   * back on those opened `later`; pages still load.
   */
  deafen(later?: boolean): void;
  /** From now on only games' connections come through: no page and no file of one. */
  refusePages(): void;
  /** Bytes go one way in this time, in ms, from now on. */
  delay(ms: number): void;
  close(): Promise<void>;
}

interface Quiet {
  silent: boolean;
  deaf: boolean;
  /** Whether it is a game's connection, and not one for pages. */
  game: boolean;
}

/** @param port of the server on this machine; a server that is started again on it is reached too */
export async function startTcpProxy(port: number): Promise<TcpProxy> {
  const pairs = new Set<{ client: Socket; server: Socket } & Quiet>();
  let open = true;
  let swallows = false;
  let deaf = false;
  let gamesOnly = false;
  let delayMs = 0;
  const carried = { toServer: 0, toClient: 0 };

  const listener = createServer((client) => {
    if (!open) return void client.destroy();
    const server = connect(port, '127.0.0.1');
    const pair = { client, server, silent: swallows, deaf: false, game: false };
    pairs.add(pair);
    // A client that polls asks over connections that have loaded a page before.
    client.on('data', (bytes) => {
      const [, path] = /^(?:GET|POST) (\S+)/.exec(bytes.toString('latin1', 0, 200)) ?? [];
      if (path === undefined) return;
      pair.game = path.startsWith('/socket.io/');
      if (gamesOnly && !pair.game) client.destroy();
    });
    carry(client, server, 'toServer', () => pair.silent);
    carry(server, client, 'toClient', () => pair.silent || ((pair.deaf || deaf) && pair.game));
    const end = () => {
      // A dead network brings no goodbye either.
      if (pair.silent) return;
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.setNoDelay(true).on('error', end).on('close', end);
  });

  function carry(from: Socket, to: Socket, way: keyof typeof carried, lost: () => boolean): void {
    from.on('data', (bytes) => {
      if (lost()) return;
      carried[way] += bytes.length;
      if (delayMs === 0) to.write(bytes);
      else setTimeout(() => !lost() && !to.destroyed && to.write(bytes), delayMs);
    });
  }

  function silence(serverNotices: boolean): void {
    for (const pair of pairs) {
      pair.silent = true;
      if (serverNotices) pair.server.destroy();
    }
  }

  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    carried,
    cut(serverNotices = true) {
      open = false;
      silence(serverNotices);
    },
    swallow() {
      swallows = true;
      silence(true);
    },
    restore() {
      open = true;
      swallows = false;
      deaf = false;
    },
    endOpen() {
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
    },
    forgetOpen() {
      silence(true);
    },
    deafen(later = false) {
      deaf = later;
      for (const pair of pairs) pair.deaf = true;
    },
    refusePages() {
      gamesOnly = true;
      for (const { client, game } of pairs) if (!game) client.destroy();
    },
    delay(ms) {
      delayMs = ms;
    },
    async close() {
      open = false;
      listener.close();
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      await once(listener, 'close');
    },
  };
}
