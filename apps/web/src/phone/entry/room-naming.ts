import type { RoomInfo } from '@ack-attack/protocol';

/**
 * Whether players of a room type their names or are given them; undefined where the server can't say now. Part of the
 * phone's first load, which stays smaller without the shared request helper; no failure is told apart here.
 */
export async function fetchNaming(code: string): Promise<RoomInfo['naming'] | undefined> {
  try {
    const response = await fetch(`/api/rooms/${code}`);
    return response.ok ? ((await response.json()) as RoomInfo).naming : undefined;
  } catch {
    return undefined;
  }
}
