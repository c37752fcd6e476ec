import { Alert, createTheme, type CSSVariablesResolver } from '@mantine/core';

import type { TaskState } from '../api/tasks';
import { stateVariables } from './stateColors';

/** System fonts: nothing is loaded from elsewhere. */
const SANS =
  "'Inter', system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";
const MONO =
  "ui-monospace, 'SF Mono', 'JetBrains Mono', Menlo, Consolas, 'Liberation Mono', monospace";

/** Which state's colours an alert has. */
const ALERTS: Partial<Record<string, TaskState>> = {
  red: 'failed',
  green: 'completed',
  yellow: 'assigned',
};

export const theme = createTheme({
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem' },
      h2: { fontSize: '0.9375rem' },
      h3: { fontSize: '0.875rem' },
    },
  },
  colors: {
    indigo: [
      '#eef0fd',
      '#dcdffa',
      '#b9bff4',
      '#969fee',
      '#7a85ea',
      '#6470e4',
      '#5663dd',
      '#4654c9',
      '#3a47b0',
      '#2d3894',
    ],
    dark: [
      '#e4e6ea',
      '#c2c6cd',
      '#a3a9b2',
      '#7f8690',
      '#4a505a',
      '#343941',
      '#26292f',
      '#16181c',
      '#101215',
      '#0b0c0e',
    ],
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    // Its cross alone says nothing to who does not see it.
    CloseButton: { defaultProps: { 'aria-label': 'Close' } },
    // As calm as the badges of states, rather than blocks of colour.
    Alert: Alert.extend({
      vars: (_theme, { color }) => {
        const state = ALERTS[color ?? ''] ?? 'scheduled';
        return {
          root: {
            '--alert-bg': `var(--state-${state}-tint)`,
            '--alert-color': `var(--state-${state})`,
          },
        };
      },
    }),
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    Modal: {
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        centered: true,
        overlayProps: { backgroundOpacity: 0.45, blur: 2 },
      },
    },
  },
});

/** Colours that Mantine has no name for, and those of its own that miss AA. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b626b',
    '--mantine-color-placeholder': '#68707a',
    '--mantine-color-error': '#b01f2a',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-anchor': '#3a47b0',
    '--surface-sunken': '#f6f7f9',
    '--surface-raised': '#ffffff',
    '--line': '#e4e7eb',
    '--line-strong': '#cfd4da',
    ...stateVariables('light'),
  },
  dark: {
    '--mantine-color-dimmed': '#a3a9b2',
    '--mantine-color-placeholder': '#8b929c',
    '--mantine-color-error': '#ff9090',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-anchor': '#a5aef2',
    '--surface-sunken': '#101215',
    '--surface-raised': '#1b1e22',
    '--line': '#292d33',
    '--line-strong': '#3c414a',
    ...stateVariables('dark'),
  },
});
