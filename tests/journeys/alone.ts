import { randomBytes } from 'node:crypto';
import type { GameEvent, RoundSettings, Role } from '@ack-attack/engine';
import type { BegunSession, OpenSoloRequest } from '@ack-attack/protocol';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { ownLink } from '../../apps/web/src/shared/links/room-address.ts';
import { openPage, type ShownLanguage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';

interface Look {
  language?: ShownLanguage;
  calm?: boolean;
}

/** A phone at the machine of a role, with bots at the others, before its round starts. */
export async function openAlone(
  browser: Browser,
  url: string,
  role: Role,
  settings: RoundSettings,
  look: Look = {},
): Promise<Page> {
  const token = randomBytes(32).toString('base64url');
  const body: OpenSoloRequest = { settings, role, language: 'en', token };
  const response = await fetch(`${url}/api/solo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status, await response.clone().text()).toBe(201);
  const { session } = (await response.json()) as BegunSession;
  const page = await openPage(browser, look);
  await page.goto(ownLink(url, { session, token }));
  return page;
}

export const startAlone = (page: Page) => page.locator('main.lobby button:has(svg)').last().tap();

/** The log of the session that the phone plays in. */
export async function logOf(server: ClockedServer, page: Page): Promise<readonly GameEvent[]> {
  const { session } = JSON.parse(await page.evaluate(() => localStorage.getItem('ack-attack/seat/phone') ?? '')) as {
    session: string;
  };
  return server.store.read(session, 0);
}
