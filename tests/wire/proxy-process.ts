import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';
import { waitFor } from './wait-for.ts';

const configuration = fileURLToPath(new URL('../../infra/haproxy/haproxy.cfg', import.meta.url));
const affinity = 'balance url_param room';

export interface ProxyProcess {
  readonly url: string;
  /** Ends every connection through it, as a restart of the proxy does. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts HAProxy with the project's own configuration in front of three servers.
 *
 * @param options.affinity whether all of a room goes to one server
 * @param options.webSockets whether they pass; true where it is absent
 */
export async function startProxy(
  ports: readonly number[],
  { affinity: near, webSockets = true }: { affinity: boolean; webSockets?: boolean },
): Promise<ProxyProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'ack-attack-proxy-'));
  const text = await readFile(configuration, 'utf8');
  if (!text.includes(affinity)) throw new Error('the configuration has no affinity to switch');
  const file = join(folder, 'haproxy.cfg');
  const spread = near ? text : text.replace(affinity, 'balance roundrobin');
  const deny = 'http-request deny if { req.hdr(upgrade) -i websocket }';
  await writeFile(file, webSockets ? spread : spread.replace('default_backend', `${deny}\n  default_backend`));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const nodes = Object.fromEntries(ports.map((node, at) => [`NODE_${at + 1}`, `127.0.0.1:${node}`]));
  const env = { PATH: `${process.env['PATH']}:/usr/sbin`, BIND: `127.0.0.1:${port}`, ...nodes };
  const start = () => spawn('haproxy', ['-db', '-f', file], { env, stdio: 'ignore' });
  let child = start();
  const orphan = () => child.kill('SIGKILL');
  process.once('exit', orphan);
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const serves = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitFor('the proxy serves', serves);
  return {
    url,
    async restart() {
      await end();
      child = start();
      await waitFor('the proxy serves again', serves);
    },
    async stop() {
      process.off('exit', orphan);
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
