import { expect, test } from 'vitest';
import { addressForPhones, addressOffers, isLoopbackHost, originOf } from '../src/shared/links/phone-address.ts';

const wifi = { url: 'http://10.20.30.40:3000', network: 'wlan0' };
const virtual = { url: 'http://192.168.56.1:3000', network: 'vboxnet0' };
const configured = { url: 'https://game.example' };
const local = 'http://localhost:3000';

test("a page shows the teacher's choice, then what was configured, then its own address, then the server's best", () => {
  const addresses = [wifi, virtual];
  expect(addressForPhones({ addresses }, local)).toBe(wifi.url);
  expect(addressForPhones({ addresses: [virtual, wifi] }, wifi.url)).toBe(wifi.url);
  expect(addressForPhones({ addresses }, 'http://quiz.school.example:3000')).toBe('http://quiz.school.example:3000');
  expect(addressForPhones({ addresses, chosen: virtual.url }, wifi.url)).toBe(virtual.url);
  expect(addressForPhones({ addresses: [configured] }, wifi.url)).toBe(configured.url);
  // Kept to its own machine, behind a proxy on it.
  expect(addressForPhones({ addresses: [{ url: 'http://127.0.0.1:3000' }] }, configured.url)).toBe(configured.url);
  expect(addressForPhones({ addresses: [] }, wifi.url)).toBe(wifi.url);
  expect(addressForPhones({ addresses: [] }, local)).toBeUndefined();
});

test('a teacher may choose the address shown, the page’s own and the server’s, each once', () => {
  expect(addressOffers({ addresses: [wifi, virtual], chosen: virtual.url }, local)).toEqual([virtual, wifi]);
  expect(addressOffers({ addresses: [wifi] }, 'http://quiz.example')).toEqual([{ url: 'http://quiz.example' }, wifi]);
  expect(addressOffers({ addresses: [] }, local)).toEqual([]);
});

test('addresses of the own machine are known in every form', () => {
  const loopback = ['localhost', 'app.localhost', '127.0.0.1:3000', '127.8.8.8', '[::1]:3000', '0.0.0.0:3000'];
  for (const host of loopback) expect(isLoopbackHost(`http://${host}`), host).toBe(true);
  for (const host of ['localhost.example', '128.0.0.1', '[fd12::1]:3000', '10.127.0.0', '127.0.0.1.nip.io']) {
    expect(isLoopbackHost(`http://${host}`), host).toBe(false);
  }
});

test('a typed address may lack its scheme, and have a path too many', () => {
  expect(originOf(' 192.168.1.20:3000/EMJHER ')).toBe('http://192.168.1.20:3000');
  expect(originOf('https://game.example/host#secret')).toBe('https://game.example');
  expect(originOf('quiz.local')).toBe('http://quiz.local');
  expect(originOf('[fd12::7]:3000')).toBe('http://[fd12::7]:3000');
  for (const typed of ['', '   ', 'javascript:alert(1)', 'ftp://game.example', 'a b', 'http://', 'fd12::7']) {
    expect(originOf(typed), typed).toBeUndefined();
  }
});
