/** `Europe/Berlin (UTC+01:00)`, or `UTC`: which clock a date and time is read on. */
export function zone(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(minutes);
  const offset = `UTC${minutes < 0 ? '−' : '+'}${two(size / 60)}:${two(size % 60)}`;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone === 'UTC' ? timeZone : `${timeZone} (${offset})`;
}

/** A time on the clock of this browser, as a field for date and time holds it. */
export function toField(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
