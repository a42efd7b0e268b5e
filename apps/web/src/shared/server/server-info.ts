import type { ServerInfo } from '@ack-attack/protocol';
import { askServer, isRefused } from './ask-server.ts';

/** What the server says of itself, or what most say where it can't be asked. */
export async function fetchServerInfo(): Promise<Pick<ServerInfo, 'addresses' | 'passcodeNeeded' | 'retentionDays'>> {
  const info = await askServer<ServerInfo>('server');
  if (!isRefused(info)) return info;
  // The next request will say why.
  return { addresses: [], passcodeNeeded: false, retentionDays: 30 };
}

/** Where phones go, as it is read aloud: no scheme, no trailing slash. */
export function spokenAddress(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
