import { once } from 'node:events';
import { WebSocket } from 'ws';

/** https://w3c.github.io/webdriver-bidi/ */
export interface BidiConnection {
  /** @throws Error with the browser's own words where it refuses */
  send<T = object>(method: string, params: object): Promise<T>;
  /** Calls back for each event of a kind that was subscribed to. */
  on<T = object>(method: string, listener: (params: T) => void): void;
  close(): void;
}

interface Reply {
  id?: number | null;
  type: 'success' | 'error' | 'event';
  result?: unknown;
  error?: string;
  message?: string;
  method?: string;
  params?: unknown;
}

export async function connectBidi(url: string): Promise<BidiConnection> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  const listeners: { method: string; tell: (params: unknown) => void }[] = [];
  let lastId = 0;

  socket.on('message', (data: Buffer) => {
    const answer = JSON.parse(data.toString()) as Reply;
    for (const { method, tell } of listeners)
      if (answer.type === 'event' && answer.method === method) tell(answer.params);
    const asked = waiting.get(answer.id ?? 0);
    if (!asked) return;
    waiting.delete(answer.id!);
    if (answer.type === 'success') asked.resolve(answer.result);
    else asked.reject(new Error(`${answer.error}: ${answer.message}`));
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser has closed the connection'));
  });

  return {
    send: <T>(method: string, params: object) =>
      new Promise<T>((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve: (result) => resolve(result as T), reject });
        socket.send(JSON.stringify({ id, method, params }));
      }),
    on: <T>(method: string, listener: (params: T) => void) =>
      void listeners.push({ method, tell: (params) => listener(params as T) }),
    close: () => socket.terminate(),
  };
}
