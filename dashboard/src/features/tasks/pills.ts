import { filtersOf, type TaskFilters, type TaskSearch } from './search';

export interface PillOf {
  readonly text: string;
  /** The change that takes it away. */
  readonly without: Partial<TaskFilters>;
  /** Not seen in a field of its own. */
  readonly shown: boolean;
}

/** The filters in use, one by one. */
export function pillsOf(search: TaskSearch): PillOf[] {
  const { state, text, range, label, ...rest } = filtersOf(search);
  const pills: PillOf[] = [];
  if (state !== undefined) {
    pills.push({ text: `state: ${state.join(', ')}`, without: { state: undefined }, shown: false });
  }
  if (text !== undefined) pills.push({ text, without: { text: undefined }, shown: false });
  if (range !== undefined) pills.push({ text: range, without: { range: undefined }, shown: false });
  for (const one of label ?? []) {
    const without = { label: label?.filter(other => other !== one) };
    pills.push({ text: `label: ${one}`, without, shown: true });
  }
  for (const [name, value] of Object.entries(rest)) {
    const words = name === 'jobId' ? 'job' : name.replace('created', 'created ').toLowerCase();
    const shown = name.startsWith('created') ? value.replace('T', ' ') : value;
    pills.push({ text: `${words}: ${shown}`, without: { [name]: undefined }, shown: true });
  }
  return pills;
}
