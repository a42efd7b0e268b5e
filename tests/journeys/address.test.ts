import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../apps/server/test/harness.ts';
import { networkOf } from '../../apps/server/test/networks.ts';
import { closePages, openPage, sharedBrowser, takePolicyViolations } from './browser.ts';
import { openRoom, type Room } from './room.ts';

const noNetwork = networkOf({ lo: '127.0.0.1' });
const school = networkOf({ wlan0: '10.20.30.40', vboxnet0: '192.168.56.1' }, ['10.20.30.40']);
const hotspot = networkOf({ wlan0: '172.20.10.3', vboxnet0: '192.168.56.1' }, ['172.20.10.3']);

let browser: Browser;
let network = noNetwork;
let server: TestServer;
let room: Room;
const pages: Page[] = [];
beforeAll(async () => {
  browser = await sharedBrowser();
});
afterAll(async () => {
  await closePages(browser);
  expect(takePolicyViolations()).toEqual([]);
});
beforeEach(async () => {
  network = noNetwork;
  server = await startServer({ host: '0.0.0.0', network: () => Promise.resolve(network) });
  room = await openRoom(server.url);
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  room.close();
  await server.close();
});

/** The stage on a machine of its own. */
async function stage(): Promise<Page> {
  const page = await openPage(browser, { size: 'projector', calm: true });
  pages.push(page);
  await page.goto(`${server.url}/stage#${new URLSearchParams({ session: room.session, token: room.stageToken })}`);
  return page;
}

/** The console, in the browser of another page where one is given. */
async function teacher({ session, hostToken }: Room = room, beside?: Page): Promise<Page> {
  const page = beside ? await beside.context().newPage() : await openPage(browser, { size: 'laptop', calm: true });
  pages.push(page);
  await page.goto(`${server.url}/host#${new URLSearchParams({ session, token: hostToken })}`);
  return page;
}

/** Waits until a page shows an address, and whether a phone could scan it. */
async function shows(page: Page, host: string): Promise<void> {
  await page.locator('.address', { hasText: new RegExp(`^${host.replaceAll('.', '\\.')}$`) }).waitFor();
}
const scanned = (page: Page, host: string) =>
  page.getByRole('img', { name: `QR code of http://${host}/${room.roomCode}` }).waitFor();

test('a stage that is started before the Wi-Fi says so, and follows every network after it', async () => {
  const page = await stage();
  await page.getByText('on no network yet').waitFor();
  expect(await page.getByRole('img', { name: /QR code/ }).count()).toBe(0);
  network = school;
  await shows(page, `10.20.30.40:${server.port}`);
  await scanned(page, `10.20.30.40:${server.port}`);
  network = hotspot;
  await shows(page, `172.20.10.3:${server.port}`);
  await scanned(page, `172.20.10.3:${server.port}`);
});

test('the teacher chooses among the addresses; every screen of the session follows, and the browser remembers', async () => {
  network = school;
  const [wall, page] = [await stage(), await teacher()];
  await shows(page, `10.20.30.40:${server.port}`);
  await page.getByRole('button', { name: 'Change the address' }).click();
  const choice = page.getByRole('dialog', { name: 'The address for phones' });
  await choice.getByRole('radio', { name: /192\.168\.56\.1.*vboxnet0/ }).check();
  await scanned(page, `192.168.56.1:${server.port}`);
  await shows(wall, `192.168.56.1:${server.port}`);
  await scanned(wall, `192.168.56.1:${server.port}`);

  // A choice that the server has still is made for the next session, too.
  const next = await openRoom(server.url);
  const nextPage = await teacher(next, page);
  await shows(nextPage, `192.168.56.1:${server.port}`);
  next.close();

  await choice.getByLabel('Another address').fill('not an address');
  await choice.getByRole('button', { name: 'Show this one' }).click();
  await choice.getByText('This is no address.').waitFor();
  await choice.getByLabel('Another address').fill('quiz.school.example');
  await choice.getByRole('button', { name: 'Show this one' }).click();
  await shows(wall, 'quiz.school.example');
  await shows(page, 'quiz.school.example');
});

test('a choice whose network is gone gives way to the address that is there now', async () => {
  network = school;
  const [wall, page] = [await stage(), await teacher()];
  await page.getByRole('button', { name: 'Change the address' }).click();
  await page.getByRole('radio', { name: /10\.20\.30\.40/ }).check();
  await page.getByRole('radio', { name: /192\.168\.56\.1/ }).check();
  await shows(wall, `192.168.56.1:${server.port}`);
  network = networkOf({ wlan0: '172.20.10.3' });
  await shows(wall, `172.20.10.3:${server.port}`);
  await shows(page, `172.20.10.3:${server.port}`);
});

test('a code in look-alike letters or a pasted link leads into the room, by the field and by the address', async () => {
  const twins: Record<string, string> = {
    A: 'А',
    C: 'с',
    E: 'Е',
    H: 'н',
    K: 'к',
    M: 'М',
    P: 'Р',
    T: 'т',
    X: 'Х',
    Y: 'у',
  };
  const cyrillic = [...room.roomCode].map((letter) => twins[letter] ?? letter).join('');
  const page = await openPage(browser, { language: 'ru', calm: true });
  pages.push(page);
  await page.goto(server.url);
  const field = page.locator('#room');
  await field.fill(`http://192.168.100.200:3000/${room.roomCode.toLowerCase()}?lang=ru`);
  expect(await field.inputValue()).toBe(room.roomCode);
  await field.fill(cyrillic);
  await page.locator('#name').fill('Аня');
  await page.getByRole('button', { name: 'Войти' }).click();
  await page.getByRole('heading', { name: 'Аня' }).waitFor();

  for (const path of [cyrillic, `${room.roomCode}.`]) {
    const other = await openPage(browser);
    pages.push(other);
    await other.goto(`${server.url}/${path}`);
    await other.waitForFunction(
      (code) => document.querySelector<HTMLInputElement>('#room')?.value === code,
      room.roomCode,
    );
  }
});

test('a visitor at an unknown address reads so in two languages, and finds the way', async () => {
  const page = await openPage(browser);
  pages.push(page);
  const response = await page.goto(`${server.url}/HOST`);
  expect(response?.status()).toBe(404);
  await page.getByRole('heading', { name: 'There is no page at this address' }).waitFor();
  await page.getByRole('heading', { name: 'По этому адресу нет страницы' }).waitFor();
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
  await page.getByRole('link', { name: 'Type the room code' }).click();
  await page.locator('#room').waitFor();
});
