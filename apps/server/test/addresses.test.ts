import type { ServerInfo, SessionAddress } from '@ack-attack/protocol';
import { afterEach, expect, test } from 'vitest';
import { localAddress, phoneAddresses } from '../src/addresses/addresses.ts';
import { PhoneAddressBook } from '../src/addresses/phone-address-book.ts';
import { startBanner } from '../src/setup/start-banner.ts';
import { systemNetwork, type Network } from '../src/addresses/system-network.ts';
import { openSession, startServer, type TestServer } from './harness.ts';
import { networkOf } from './networks.ts';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const everywhere = { bound: '::', port: 3000 };
const hostsOf = (network: Network, listening = everywhere) =>
  phoneAddresses(listening, network).map(({ url }) => url.replace(/^http:\/\/(.*):3000$/, '$1'));

test('the network that phones share comes before virtual machines, containers and VPNs', () => {
  const virtualBox = { wlan0: '10.20.30.40', vboxnet0: '192.168.56.1' };
  expect(hostsOf(networkOf(virtualBox))).toEqual(['10.20.30.40', '192.168.56.1']);
  // A VPN takes the default route for itself.
  const vpn = { tun0: '10.8.0.2', wlan0: '10.20.30.40' };
  expect(hostsOf(networkOf(vpn, ['10.8.0.2']))).toEqual(['10.20.30.40', '10.8.0.2']);
  const hotspot = { 'vEthernet (WSL (Hyper-V firewall))': '172.28.0.1', 'Wi-Fi': '172.20.10.3' };
  expect(hostsOf(networkOf(hotspot, ['172.20.10.3']))).toEqual(['172.20.10.3', '172.28.0.1']);
  const many = { docker0: '172.17.0.1', 'br-5f1c': '172.18.0.1', veth12ab: '172.19.0.1', eth0: '172.30.4.5' };
  expect(hostsOf(networkOf(many))[0]).toBe('172.30.4.5');
  for (const name of [
    'utun4',
    'wg0',
    'tailscale0',
    'zt7nnig34a',
    'vmnet8',
    'virbr0',
    'VMware Network Adapter VMnet8',
  ]) {
    expect(hostsOf(networkOf({ [name]: '192.168.1.9', en0: '203.0.113.4' }))[0], name).toBe('203.0.113.4');
  }
  // Windows calls the interface of VirtualBox "Ethernet 2".
  const unnamed = networkOf({ 'Ethernet 2': '192.168.56.1', Ethernet: '10.1.2.3' }, [], {
    'Ethernet 2': '0a:00:27:00:00:05',
  });
  expect(hostsOf(unnamed)[0]).toBe('10.1.2.3');
});

test('of several ordinary networks the one with the default route comes first, and self-assigned addresses last', () => {
  const wired = networkOf({ eth0: '192.168.0.7', wlan0: '10.20.30.40', usb0: '169.254.3.4' }, ['10.20.30.40']);
  expect(hostsOf(wired)).toEqual(['10.20.30.40', '192.168.0.7', '169.254.3.4']);
  expect(hostsOf(networkOf({ usb0: '169.254.3.4', docker0: '172.17.0.1' }))).toEqual(['172.17.0.1', '169.254.3.4']);
});

test('each address is offered once, with the name of its interface, and never one of the machine alone', () => {
  const found = phoneAddresses(
    everywhere,
    networkOf({ lo: ['127.0.0.1', '::1'], wlan0: '10.0.0.4', 'wlan0:1': '10.0.0.4' }),
  );
  expect(found).toEqual([{ url: 'http://10.0.0.4:3000', network: 'wlan0' }]);
  expect(phoneAddresses(everywhere, networkOf({ lo: ['127.0.0.1', '::1'] }))).toEqual([]);
});

test('IPv6 addresses are offered, in brackets, where phones have nothing else', () => {
  const ipv6 = ['fe80::1', '2a00:1450:1::7', 'fd12::7'];
  const offered = ['[fd12::7]', '[2a00:1450:1::7]'];
  expect(hostsOf(networkOf({ wlan0: ipv6 }, ['fd12::7']))).toEqual(offered);
  expect(hostsOf(networkOf({ wlan0: ipv6, docker0: '172.17.0.1' }, ['fd12::7']))).toEqual([...offered, '172.17.0.1']);
  expect(hostsOf(networkOf({ wlan0: [...ipv6, '192.168.1.4'] }, ['fd12::7']))).toEqual(['192.168.1.4']);
  // Not where the server has no IPv6.
  expect(hostsOf(networkOf({ wlan0: ipv6 }), { bound: '0.0.0.0', port: 3000 })).toEqual([]);
});

test('a server that listens in one place is nowhere else', () => {
  const network = networkOf({ wlan0: '10.0.0.4', eth0: '192.168.1.4' });
  expect(phoneAddresses({ bound: '10.0.0.4', host: '10.0.0.4', port: 80 }, network)).toEqual([
    { url: 'http://10.0.0.4:80', network: 'wlan0' },
  ]);
  expect(phoneAddresses({ bound: '10.0.0.4', host: 'quiz.school.example', port: 80 }, network)).toEqual([
    { url: 'http://quiz.school.example:80' },
  ]);
  expect(phoneAddresses({ bound: '127.0.0.1', port: 80 }, network)).toEqual([{ url: 'http://127.0.0.1:80' }]);
  expect(phoneAddresses({ bound: '::1', port: 80 }, network)).toEqual([{ url: 'http://[::1]:80' }]);
  const behindProxy = { bound: '127.0.0.1', port: 80, publicUrl: 'https://game.example' };
  expect(phoneAddresses(behindProxy, network)).toEqual([{ url: 'https://game.example' }]);
  expect(localAddress({ bound: '10.0.0.4', port: 80 })).toBe('http://10.0.0.4:80');
  expect(localAddress({ bound: '::', port: 80 })).toBe('http://localhost:80');
});

test('the system names only addresses of its own as the way to the internet', async () => {
  const { interfaces, outward } = await systemNetwork();
  const own = Object.values(interfaces).flatMap((entries) => (entries ?? []).map(({ address }) => address));
  expect(own).toEqual(expect.arrayContaining([...outward]));
});

test('a server that listens everywhere answers on IPv4, and on IPv6 where the system has it', async () => {
  server = await startServer({ host: undefined as never });
  expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
  const { interfaces } = await systemNetwork();
  const hasIpv6 = Object.values(interfaces).some((entries) => entries?.some(({ address }) => address === '::1'));
  const answered = await fetch(`http://[::1]:${server.port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
  expect(answered).toBe(hasIpv6);
});

test('the terminal says where phones go, and what to do where they cannot', () => {
  const shown = startBanner('http://localhost:3000', [
    { url: 'http://10.0.0.4:3000', network: 'wlan0' },
    { url: 'http://172.17.0.1:3000', network: 'docker0' },
  ]);
  expect(shown).toMatch(/Phones: +http:\/\/10\.0\.0\.4:3000 +\(wlan0\)\n +http:\/\/172\.17\.0\.1:3000 +\(docker0\)/);
  expect(shown).toContain('▀');
  const early = startBanner('http://localhost:3000', []);
  expect(early).toMatch(/on no network yet.*Wi-Fi.*teacher's page/s);
  expect(early).not.toContain('▀');
});

const home = networkOf({ wlan0: '192.168.178.20' });
const school = networkOf({ wlan0: '10.20.30.40', eth0: '10.99.0.4' }, ['10.20.30.40']);

/** A server of which the network is the test's. */
async function movableServer() {
  let network = networkOf({});
  const started = await startServer({ host: '0.0.0.0', network: () => Promise.resolve(network) });
  server = started;
  const shown = async () => {
    const { addresses } = (await (await fetch(`${started.url}/api/server`)).json()) as ServerInfo;
    return addresses.map(({ url }) => url.replace(`:${started.port}`, ''));
  };
  /** Until the server shows the addresses of the new network. */
  const move = async (to: Network, urls: readonly string[]) => {
    network = to;
    await expect.poll(shown, { timeout: 60_000 }).toEqual(urls);
  };
  const toHome = () => move(home, ['http://192.168.178.20']);
  const toSchool = () => move(school, ['http://10.20.30.40', 'http://10.99.0.4']);
  return { started, shown, toHome, toSchool };
}

test('a laptop that is carried to another network, or started before it has one, shows the address it has now', async () => {
  const { shown, toHome, toSchool } = await movableServer();
  expect(await shown()).toEqual([]);
  await toHome();
  await toSchool();
});

test('many who ask at once cost one question to the system, and a failure is not kept', async () => {
  let now = 0;
  let asked = 0;
  const network = networkOf({ wlan0: '10.0.0.4' });
  const book = new PhoneAddressBook(
    () => (++asked === 1 ? Promise.reject(new Error('busy')) : Promise.resolve(network)),
    () => now,
  );
  book.listensAt(everywhere);
  await expect(book.addresses()).rejects.toThrow('busy');
  for (const at of [0, 10, 999, 1_000, 1_500]) {
    now = at;
    expect(await book.addresses()).toHaveLength(1);
  }
  expect(asked).toBe(3);
});

test("a teacher's choice reaches every screen of the session, and no other, while it holds", async () => {
  const { started, toHome, toSchool } = await movableServer();
  await toSchool();
  const { session, hostToken, stageToken } = await openSession(started);
  const other = await openSession(started);
  const ask = async (id: string, token: string, body?: unknown) => {
    const response = await fetch(`${started.url}/api/sessions/${id}/address`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'PUT', body: JSON.stringify(body) }),
    });
    return { status: response.status, ...((await response.json()) as SessionAddress) };
  };
  const wired = `http://10.99.0.4:${started.port}`;
  expect(await ask(session, stageToken)).toMatchObject({
    status: 200,
    addresses: [{ network: 'wlan0' }, { network: 'eth0' }],
  });
  expect(await ask(session, hostToken, { url: wired })).toMatchObject({ status: 200, chosen: wired });
  expect((await ask(session, stageToken)).chosen).toBe(wired);
  expect((await ask(other.session, other.stageToken)).chosen).toBeUndefined();

  // Its network has gone, and comes back.
  await toHome();
  expect((await ask(session, stageToken)).chosen).toBeUndefined();
  await toSchool();
  expect((await ask(session, stageToken)).chosen).toBe(wired);
  // One that the machine does not know itself, as outside a container, holds wherever it is.
  await ask(session, hostToken, { url: 'http://quiz.school.example' });
  await toHome();
  expect((await ask(session, stageToken)).chosen).toBe('http://quiz.school.example');
  expect((await ask(session, hostToken, { url: null })).chosen).toBeUndefined();

  for (const url of [
    'javascript:alert(1)',
    'http://a/b',
    'http://user@a',
    'http://not%20one',
    'ftp://a',
    'a',
    `http://${'a'.repeat(300)}`,
    7,
  ]) {
    expect(await ask(session, hostToken, { url }), String(url)).toMatchObject({ status: 400, error: 'malformed' });
  }
  expect(await ask(session, stageToken, { url: wired })).toMatchObject({ status: 403, error: 'bad-token' });
  expect(await ask(session, 'x'.repeat(30))).toMatchObject({ status: 403, error: 'bad-token' });
  expect(await ask('nothing', hostToken)).toMatchObject({ status: 404, error: 'unknown-session' });
  expect((await ask(session, stageToken)).chosen).toBeUndefined();
});
