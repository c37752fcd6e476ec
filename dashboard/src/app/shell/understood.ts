import { FLEET_SIZE } from '../../api/fleet';

/** What a text in the palette can ask for by itself. */
export type Meant = { kind: 'task'; id: string } | { kind: 'scale'; count: number };

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const SCALE = /^\s*scale(?:\s+to)?\s+(\d{1,3})\b/i;

/** Reads an id, alone or within an address or a line of a log, or `scale 4`. */
export function understood(text: string): Meant | null {
  const id = UUID.exec(text)?.[0];
  if (id !== undefined) return { kind: 'task', id: id.toLowerCase() };
  const count = Number(SCALE.exec(text)?.[1] ?? Number.NaN);
  if (count >= FLEET_SIZE.min && count <= FLEET_SIZE.max) return { kind: 'scale', count };
  return null;
}
