/** What a number may be, as the API's document says. */
export interface Limit {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
}

const DAY = 86_400;

export const LIMITS = {
  priority: { min: -1_000, max: 1_000, whole: true },
  maxAttempts: { min: 1, max: 100, whole: true },
  timeoutSeconds: { min: 1, max: DAY },
  startTimeoutSeconds: { min: 1, max: DAY },
  heartbeatTimeoutSeconds: { min: 1, max: DAY },
  retryDelaySeconds: { min: 0, max: DAY },
  retryMaxDelaySeconds: { min: 0, max: DAY },
  graceSeconds: { min: 0, max: 300 },
  assignAfterSeconds: { min: 0, max: DAY },
  startAfterSeconds: { min: 0, max: DAY },
  runForSeconds: { min: 0, max: DAY },
  failurePercent: { min: 0, max: 100 },
  /** Of an interval: up to ten years. */
  seconds: { min: 1, max: 315_360_000, whole: true },
  /** 400 days. */
  catchupHours: { min: 0, max: 9_600 },
  jitterSeconds: { min: 0, max: DAY },
  breakerThreshold: { min: 0, max: 1_000, whole: true },
  port: { min: 1, max: 65_535, whole: true },
  checkTimeoutSeconds: { min: 1, max: 300 },
} as const satisfies Record<string, Limit>;

/** What is wrong with what a field of a number holds; undefined for nothing. */
export function beyond(value: number | string, { min, max, whole }: Limit): string | undefined {
  const size = Number(value);
  const isWhole = whole !== true || Number.isInteger(size);
  if (value !== '' && isWhole && size >= min && size <= max) return undefined;
  const kind = whole === true && !isWhole ? 'a whole number from' : 'between';
  return `Must be ${kind} ${min.toLocaleString('en')} ${kind === 'between' ? 'and' : 'to'} ${max.toLocaleString('en')}`;
}
