import type { TaskState } from '../api/tasks';

/** A text colour and the tint below it, with a contrast of at least 4.5 between them. */
interface Pair {
  text: string;
  tint: string;
}

/** The colour of each state. Shapes tell states apart too: see `StateBadge`. */
export const STATE_COLORS: Record<TaskState, { light: Pair; dark: Pair }> = {
  waiting: {
    light: { text: '#83268f', tint: '#f8eafb' },
    dark: { text: '#e29cf2', tint: '#331c3a' },
  },
  scheduled: {
    light: { text: '#0b5cad', tint: '#e7f1fc' },
    dark: { text: '#7db8f7', tint: '#16283c' },
  },
  queued: {
    light: { text: '#0b6074', tint: '#def5f9' },
    dark: { text: '#66d3e6', tint: '#0f2f37' },
  },
  assigned: {
    light: { text: '#735600', tint: '#fdf3c7' },
    dark: { text: '#f2cf5b', tint: '#352d11' },
  },
  running: {
    light: { text: '#a23e09', tint: '#ffeede' },
    dark: { text: '#ffa45c', tint: '#3a2413' },
  },
  completed: {
    light: { text: '#1b6630', tint: '#e3f6e8' },
    dark: { text: '#6fd58c', tint: '#14301d' },
  },
  failed: {
    light: { text: '#b01f2a', tint: '#fdeaea' },
    dark: { text: '#ff9090', tint: '#3d1b1d' },
  },
  paused: {
    light: { text: '#5b3cc4', tint: '#eeeafd' },
    dark: { text: '#b3a1fa', tint: '#272145' },
  },
  canceled: {
    light: { text: '#50565e', tint: '#eceef1' },
    dark: { text: '#b4bac2', tint: '#2b2f35' },
  },
};

/** The CSS variables of all states in one scheme: `--state-running`, `--state-running-tint`. */
export function stateVariables(scheme: 'light' | 'dark'): Record<string, string> {
  return Object.fromEntries(
    Object.entries(STATE_COLORS).flatMap(([state, colors]) => [
      [`--state-${state}`, colors[scheme].text],
      [`--state-${state}-tint`, colors[scheme].tint],
    ]),
  );
}

/** The variable of a state's colour. */
export const stateColor = (state: TaskState) => `var(--state-${state})`;
export const stateTint = (state: TaskState) => `var(--state-${state}-tint)`;
