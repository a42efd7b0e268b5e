import type { Config } from './config.ts';

/** What is wrong with where the server is to listen, as a sentence; undefined where something else has failed. */
export function listenError(error: unknown, { host, port, metricsPort }: Config): string | undefined {
  const { code, port: failed } = error as NodeJS.ErrnoException & { port?: number };
  const variable = failed !== port && failed === metricsPort ? 'METRICS_PORT' : 'PORT';
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${failed} is taken: set ${variable} to another one, or stop what runs there.`;
    case 'EACCES':
      return `Port ${failed} is not for this user: set ${variable} to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST must be an address of this machine, such as 0.0.0.0 or 127.0.0.1: ${host} is none.`;
    default:
      return undefined;
  }
}
