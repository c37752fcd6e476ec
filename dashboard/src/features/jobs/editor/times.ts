import { fieldIn, type Reading, readIn } from '../../../components/zoned';
import { instant } from '../../../api/time';

/** RFC 3339 as a field of a date and a time has it, on the clocks of a zone. */
export function toLocal(at: string | null, zone: string): string {
  const time = instant(at);
  return time === null ? '' : fieldIn(time, zone);
}

/**
 * Which of the times that such fields had at first one still shows: they may be more exact than it
 * is, or the second of two that look alike.
 */
function keptOf(text: string, zone: string, before: readonly string[]): string | undefined {
  const full = text.length === 16 ? `${text}:00` : text;
  return before.find(at => full !== '' && toLocal(at, zone) === full);
}

/** The other way round, as the text of one of those times or as a new one. */
export function toUtc(text: string, zone: string, before: readonly string[] = []): string | null {
  const same = keptOf(text, zone, before);
  if (same !== undefined) return same;
  const read = readIn(text, zone);
  return read === null ? null : new Date(read.at).toISOString();
}

/** What such a field says, as a moment. */
export function readKept(text: string, zone: string, before: readonly string[]): Reading | null {
  const read = readIn(text, zone);
  const at = instant(keptOf(text, zone, before));
  if (read === null || at === null) return read;
  return { at, odd: read.odd === 'twice' && at - read.at >= 1_000 ? 'second' : read.odd };
}

/**
 * Beyond what the API reads as a time: fields of a date and a time go on to the year 275760. What it
 * has answered is not.
 */
export function isTooFar(at: string, zone: string, before: readonly string[] = []): boolean {
  if (keptOf(at, zone, before) !== undefined) return false;
  const year = /^\d+/.exec(at)?.[0] ?? '';
  return Number(year) >= 9_999;
}
