import { Fetch } from 'engine.io-client';

/** How long the packet that ends a connection may take to be sent. */
const goodbyeMs = 5_000;

/**
 * Engine.IO's long polling, over requests that end with their connection. Engine.IO itself leaves them under way: on a
 * network that answers nothing, each would hold one of the six connections that a browser makes to a server.
 */
export class Polling extends Fetch {
  readonly #reading = new AbortController();
  readonly #writing = new AbortController();

  override doPoll(): void {
    this.#request('GET', this.#reading.signal)
      .then((data) => this.onData(data))
      .catch((error: unknown) => this.#failed('poll', error, this.#reading.signal));
  }

  override doWrite(data: string, sent: () => void): void {
    this.#request('POST', this.#writing.signal, data)
      .then(sent)
      .catch((error: unknown) => this.#failed('post', error, this.#writing.signal));
  }

  override doClose(): void {
    super.doClose();
    this.#reading.abort();
    setTimeout(() => this.#writing.abort(), goodbyeMs);
  }

  async #request(method: 'GET' | 'POST', signal: AbortSignal, body: string | null = null): Promise<string> {
    const headers: HeadersInit = body === null ? {} : { 'content-type': 'text/plain;charset=UTF-8' };
    const response = await fetch(this.uri(), { method, body, headers, signal, cache: 'no-store' });
    const text = await response.text();
    if (!response.ok) throw new Error(`status ${response.status}`);
    return text;
  }

  #failed(doing: string, error: unknown, { aborted }: AbortSignal): void {
    if (!aborted) this.onError(`${doing} error`, error, undefined);
  }
}
