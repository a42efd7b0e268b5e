import { ClusterLink } from './cluster-link.ts';
import { MasterLink } from './master-link.ts';
import type { RedisAddress } from './redis-address.ts';
import type { RedisLink } from './redis-link.ts';

export function openLink(address: RedisAddress): RedisLink {
  return address.kind === 'cluster' ? new ClusterLink(address) : new MasterLink(address);
}
