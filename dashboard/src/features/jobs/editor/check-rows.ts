import type { CheckState, NewJob } from '../../../api/jobs';
import { beyond, LIMITS } from '../../../api/limits';

type NewCheck = NonNullable<NewJob['checks']>[number];

/** A check as the editor shows it; what belongs to the other kind stays while one chooses. */
export interface CheckRow {
  name: string;
  kind: NewCheck['kind'];
  host: string;
  port: number | string;
  command: string;
  timeoutSeconds: number | string;
}

export const checkRow = (): CheckRow => ({
  name: '',
  kind: 'tcp',
  host: '',
  port: '',
  command: '',
  timeoutSeconds: 10,
});

export const toCheckRow = (check: CheckState): CheckRow => ({
  name: check.name,
  kind: check.kind,
  host: check.host ?? '',
  port: check.port ?? '',
  command: check.command ?? '',
  timeoutSeconds: check.timeoutSeconds,
});

export function toCheck({ name, kind, host, port, command, ...row }: CheckRow): NewCheck {
  const timeoutSeconds = Number(row.timeoutSeconds);
  return kind === 'tcp'
    ? { name, kind, host, port: Number(port), timeoutSeconds }
    : { name, kind, command, timeoutSeconds };
}

type RowErrors = Partial<Record<keyof CheckRow, string>>;

/** What can be seen to be wrong with each. */
export function wrongChecks(rows: readonly CheckRow[]): RowErrors[] {
  return rows.map((row, place) => {
    const errors: RowErrors = {};
    const isTaken = rows.slice(0, place).some(other => other.name === row.name);
    if (row.name.trim() === '') errors.name = 'Say what it is called';
    else if (isTaken) errors.name = 'Another check has this name';
    if (row.kind === 'tcp') {
      if (row.host.trim() === '') errors.host = 'Say which host';
      const port = beyond(row.port, LIMITS.port);
      if (port !== undefined) errors.port = port;
    } else if (row.command.trim() === '') {
      errors.command = 'Say what is to be run';
    }
    const time = beyond(row.timeoutSeconds, LIMITS.checkTimeoutSeconds);
    if (time !== undefined) errors.timeoutSeconds = time;
    return errors;
  });
}
