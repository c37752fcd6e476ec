/** Schedules that many want, as expressions. */
export const PRESETS: readonly { label: string; expression: string }[] = [
  { label: 'Every minute', expression: '* * * * *' },
  { label: 'Every hour', expression: '0 * * * *' },
  { label: 'Daily at midnight', expression: '0 0 * * *' },
  { label: 'Daily at 9', expression: '0 9 * * *' },
  { label: 'Weekdays at 9', expression: '0 9 * * 1-5' },
  { label: 'Mondays at 9', expression: '0 9 * * 1' },
  { label: 'The 1st of each month', expression: '0 0 1 * *' },
];

/** Waits that many want, in seconds. */
export const WAITS: readonly { label: string; seconds: number }[] = [
  { label: '1h', seconds: 3_600 },
  { label: '3h', seconds: 10_800 },
  { label: '6h', seconds: 21_600 },
  { label: '12h', seconds: 43_200 },
  { label: '24h', seconds: 86_400 },
];

const names = (format: Intl.DateTimeFormatOptions, dates: readonly Date[]) => {
  const text = new Intl.DateTimeFormat('en', { ...format, timeZone: 'UTC' });
  return dates.map(date => text.format(date));
};

/** The choices of each list of a calendar, as value and label. */
export const CHOICES = {
  months: names(
    { month: 'short' },
    Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2026, month, 1))),
  ).map((label, place) => ({ value: String(place + 1), label })),
  days: Array.from({ length: 31 }, (_, day) => ({
    value: String(day + 1),
    label: String(day + 1),
  })),
  // The 1st of February 2026 is a Sunday.
  weekdays: names(
    { weekday: 'short' },
    Array.from({ length: 7 }, (_, day) => new Date(Date.UTC(2026, 1, 1 + day))),
  ).map((label, place) => ({ value: String(place), label })),
  hours: Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: String(hour) })),
  minutes: Array.from({ length: 12 }, (_, step) => ({
    value: String(step * 5),
    label: String(step * 5).padStart(2, '0'),
  })),
} as const;
