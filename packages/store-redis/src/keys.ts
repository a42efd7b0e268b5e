/**
 * All keys of a session carry the same hash tag, so they lie in one slot of a Cluster and one function may change them
 * together. The tag names one of 64 groups and not the session itself: one blocking read takes the logs of one slot
 * only, so a server needs at most so many connections to follow all of its sessions.
 */
const groupCount = 64;

const prefix = 'ack-attack';

export interface SessionKeys {
  meta: string;
  log: string;
  snapshot: string;
}

/** The number of a session's group, from 0. */
export function groupOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % groupCount;
}

export function sessionKeys(id: string): SessionKeys {
  // A brace in an ID must not be taken for a hash tag.
  const base = `${groupPrefix(groupOf(id))}session:${encodeURIComponent(id)}`;
  return { meta: `${base}:meta`, log: `${base}:log`, snapshot: `${base}:snapshot` };
}

/** A stream that a server writes to when it wants its own blocking read of a group to return. */
export function bellKey(group: number, reader: string): string {
  return `${groupPrefix(group)}bell:${reader}`;
}

export function roomCodeKey(code: string): string {
  return `${prefix}:code:${encodeURIComponent(code)}`;
}

/** Sorted sets of session IDs by time, newest first: the score is the time below zero, so that equal times stand by ID. */
export const indexKeys = { running: `${prefix}:running`, finished: `${prefix}:finished` } as const;

/** When each server was last heard of. */
export const nodesKey = `${prefix}:nodes`;

/** What a server writes to learn whether it can. */
export const probeKey = `${prefix}:probe`;

function groupPrefix(group: number): string {
  return `${prefix}:{group-${group}}:`;
}
