import type { ServerInfo } from '@ack-attack/protocol';
import { keptAddress } from '../shared/links/kept-address.ts';
import { ShownAddress } from '../shared/links/shown-address.svelte.ts';
import { askServer, isRefused } from '../shared/server/ask-server.ts';

/** The address for students' devices, as the teacher chose it for a homework. */
export function homeworkAddress(homework: string): ShownAddress {
  return new ShownAddress(async () => {
    const info = await askServer<ServerInfo>('server');
    if (isRefused(info)) return info;
    const chosen = keptAddress(info.addresses, homework);
    return { addresses: info.addresses, ...(chosen === undefined ? {} : { chosen }) };
  });
}
