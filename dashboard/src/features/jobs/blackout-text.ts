import type { JobSchedule } from '../../api/jobs';
import { timesWithin } from '../../components/zoned';
import { CHOICES } from './editor/presets';

/** A window in words: `22:00 – 06:00 in Europe/Berlin, on Sat, Sun: quiet hours`. */
export function blackoutText(
  { from, until, weekdays, reason }: JobSchedule['blackouts'][number],
  zone: string,
): string {
  const why = reason === '' ? '' : `: ${reason}`;
  if (from.includes('T')) return `${timesWithin(`${from} – ${until}`, zone)}${why}`;
  const days = [...weekdays].sort().map(day => CHOICES.weekdays[day]?.label ?? String(day));
  const when = days.length === 0 ? 'every day' : `on ${days.join(', ')}`;
  return `${from} – ${until} in ${zone}, ${when}${why}`;
}
