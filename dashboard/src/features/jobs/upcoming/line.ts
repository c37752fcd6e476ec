import type { Coming, Times } from '../../../api/coming';
import type { Instant } from '../../../api/time';
import { duration, plural } from '../../../components/format';

const HOUR = 3_600_000;

/** How far ahead is looked. */
export const WINDOWS = {
  '1h': { label: '1 h', ms: HOUR },
  '24h': { label: '24 h', ms: 24 * HOUR },
  '7d': { label: '7 d', ms: 168 * HOUR },
} as const;
export type Window = keyof typeof WINDOWS;

/** What is drawn of a job. */
export interface Line {
  /** Times that are known, each a tick. */
  readonly marks: readonly Instant[];
  /** It goes on up to the end of the window, more often than can be drawn. */
  readonly goesOn: boolean;
  /** `3 runs`, or `every 10 s`; nothing while that is not known. */
  readonly words: string;
}

/**
 * The runs of a job from now until then. `times` are those of its schedule, as far as they were
 * asked for; none while they are not read, or cannot be. What has more than were asked for is told by
 * how often it comes, so that a job that runs every few seconds hides no other one.
 */
export function lineOf({ next, schedule }: Coming, times: Times | undefined, until: Instant): Line {
  if (schedule.kind === 'interval') return interval(next, (schedule.seconds ?? 0) * 1_000, until);
  if (times === undefined) return { marks: [next], goesOn: false, words: '' };
  const last = times.all.at(-1);
  if (times.isFull && last !== undefined && last <= until) {
    return { marks: [next], goesOn: true, words: often(times) };
  }
  const marks = [next, ...times.kept.filter(at => at > next && at <= until)];
  return { marks, goesOn: false, words: plural(marks.length, 'run') };
}

/** Counted from the end of each run: only the next is known. */
function interval(next: Instant, gap: number, until: Instant): Line {
  const goesOn = gap > 0 && next + gap <= until;
  return { marks: [next], goesOn, words: goesOn ? `every ${short(gap)}` : plural(1, 'run') };
}

/** They are older than the next one, which is read more often: none may be after it any more. */
function often({ all, kept }: Times): string {
  const gaps = all.slice(1).map((at, place) => at - (all[place] ?? at));
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const isEven = kept.length === all.length && gaps.every(gap => gap === usual);
  return `${isEven ? '' : 'about '}every ${short(usual)}`;
}

/** `10 s`, `1 h`: without the zeros of `1 h 00 m`. */
const short = (ms: number) =>
  duration(ms)
    .replace(/\.0 /, ' ')
    .replace(/ 0+ \w$/, '');
