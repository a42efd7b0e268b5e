import type { ServerInfo } from '@ack-attack/protocol';

/** What the server says of itself, or what most say where it can't be asked. */
export async function fetchServerInfo(): Promise<Pick<ServerInfo, 'addresses' | 'passcodeNeeded' | 'retentionDays'>> {
  try {
    const response = await fetch('/api/server');
    if (response.ok) return (await response.json()) as ServerInfo;
  } catch {
    // What is asked next will say so.
  }
  return { addresses: [], passcodeNeeded: false, retentionDays: 30 };
}

/** Where phones go, as it is read aloud: no scheme, no trailing slash. */
export function spokenAddress(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
