/** What a list of tasks can show, from left to right. */
export const COLUMNS = [
  'state',
  'task',
  'kind',
  'queue',
  'priority',
  'worker',
  'due',
  'duration',
  'created',
  'error',
  'id',
] as const;

export type Column = (typeof COLUMNS)[number];

export const DEFAULT_COLUMNS: readonly Column[] = [
  'state',
  'task',
  'kind',
  'queue',
  'priority',
  'worker',
  'due',
  'duration',
];

/** Without these a row says nothing. */
export const FIXED_COLUMNS: readonly Column[] = ['state', 'task'];

export const COLUMN_LABELS: Record<Column, string> = {
  state: 'State',
  task: 'Task',
  kind: 'Kind',
  queue: 'Queue',
  priority: 'Priority',
  worker: 'Worker',
  due: 'Due',
  duration: 'Duration',
  created: 'Created',
  error: 'Error',
  id: 'Id',
};
