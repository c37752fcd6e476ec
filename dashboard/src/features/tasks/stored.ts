import * as v from 'valibot';

import { type Column, COLUMNS, DEFAULT_COLUMNS } from './column';
import { filtersOf, parseTaskSearch, type TaskFilters } from './search';

/** A list with a name. */
export interface SavedView {
  readonly name: string;
  readonly filters: TaskFilters;
}

/** Views that everybody has. */
export const GIVEN_VIEWS: readonly SavedView[] = [
  { name: 'All tasks', filters: {} },
  { name: 'Running', filters: { state: ['assigned', 'running'] } },
  { name: 'Upcoming', filters: { state: ['waiting', 'scheduled', 'queued', 'paused'] } },
  { name: 'Failed in 24 hours', filters: { state: ['failed'], range: '24h' } },
];

const VIEWS_KEY = 'taskmaster.tasks.views';
const COLUMNS_KEY = 'taskmaster.tasks.columns';

const views = v.array(v.object({ name: v.string(), filters: v.record(v.string(), v.unknown()) }));
const columns = v.array(v.string());

export function readViews(store: Storage = localStorage): SavedView[] {
  const read = v.safeParse(views, stored(store, VIEWS_KEY));
  if (!read.success) return [];
  return read.output.map(view => ({
    name: view.name,
    filters: filtersOf(parseTaskSearch(view.filters)),
  }));
}

/** A view of the same name is replaced. */
export function withView(all: readonly SavedView[], view: SavedView): SavedView[] {
  return [...all.filter(one => one.name !== view.name), view];
}

export function writeViews(all: readonly SavedView[], store: Storage = localStorage): void {
  store.setItem(VIEWS_KEY, JSON.stringify(all));
}

export function readColumns(store: Storage = localStorage): Column[] {
  const read = v.safeParse(columns, stored(store, COLUMNS_KEY));
  if (!read.success) return [...DEFAULT_COLUMNS];
  return COLUMNS.filter(column => read.output.includes(column));
}

export function writeColumns(shown: readonly Column[], store: Storage = localStorage): void {
  store.setItem(COLUMNS_KEY, JSON.stringify(shown));
}

/** What another version wrote may not be JSON at all. */
function stored(store: Storage, key: string): unknown {
  try {
    return JSON.parse(store.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}
