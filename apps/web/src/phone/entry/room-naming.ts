import type { RoomInfo } from '@ack-attack/protocol';

/** Whether players of a room type their names or are given them; undefined where nobody can say now. */
export async function fetchNaming(code: string): Promise<RoomInfo['naming'] | undefined> {
  try {
    const response = await fetch(`/api/rooms/${code}`);
    return response.ok ? ((await response.json()) as RoomInfo).naming : undefined;
  } catch {
    return undefined;
  }
}
