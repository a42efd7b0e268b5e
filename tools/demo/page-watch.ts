import type { CommandResult } from '@ack-attack/protocol';
import type { Page } from 'playwright-core';

/** What pages did that they should not, and what the server answered them. */
export interface PageWatch {
  /** A sentence each. */
  readonly mistakes: readonly string[];
  /** The last answer to every command, by its ID. */
  readonly answers: ReadonlyMap<string, CommandResult>;
  /** From here on the page is watched; requests that a reload or a closing cuts short are nobody's mistake. */
  follow(page: Page, name: string): void;
}

/** @param origin the only one that a page may ask */
export function createPageWatch(origin: string): PageWatch {
  const mistakes: string[] = [];
  const answers = new Map<string, CommandResult>();

  return {
    mistakes,
    answers,
    follow(page, name) {
      const note = (mistake: string) => mistakes.push(`${name}: ${mistake}`);
      const checkOrigin = (url: string) => {
        const { protocol, host } = new URL(url);
        if (/^(https?|wss?):$/.test(protocol) && host !== new URL(origin).host) note(`asks ${url}`);
      };
      page.on('console', (message) => {
        if (message.type() === 'error') note(`console error "${message.text()}"`);
      });
      page.on('pageerror', (error) => note(`uncaught ${error.message}`));
      page.on('request', (request) => checkOrigin(request.url()));
      page.on('requestfailed', (request) => {
        const why = request.failure()?.errorText ?? 'failed';
        if (why !== 'net::ERR_ABORTED') note(`${request.url()} ${why}`);
      });
      page.on('response', (response) => {
        if (response.status() >= 400) note(`${response.url()} answers ${response.status()}`);
      });
      page.on('websocket', (socket) => {
        checkOrigin(socket.url());
        socket.on('socketerror', (error) => note(`socket error "${error}"`));
        socket.on('framereceived', ({ payload }) => {
          const answer = answerIn(payload.toString());
          if (answer) answers.set(answer.id, answer);
        });
      });
    },
  };
}

/** The answer in a Socket.IO frame, where it is one. */
function answerIn(frame: string): CommandResult | undefined {
  if (!frame.startsWith('42["answer",')) return undefined;
  return (JSON.parse(frame.slice(2)) as [string, CommandResult])[1];
}
