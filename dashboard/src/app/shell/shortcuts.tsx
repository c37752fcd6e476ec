import { Group, Kbd, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { openSpotlight } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';

import { PAGES } from './pages';

/** How long after `g` the second key may come. */
const CHORD_MS = 1_000;

/** Keys that work everywhere, other than the pages' own. */
const KEYS = [
  ...PAGES.map(page => ({ keys: page.keys, does: page.label })),
  { keys: 'Ctrl K', does: 'Search or act' },
  { keys: '/', does: 'Search or act' },
  { keys: '?', does: 'This list' },
];

/** Shows all shortcuts. */
export function openShortcuts(): void {
  modals.open({
    modalId: 'shortcuts',
    title: 'Keyboard shortcuts',
    children: (
      <Stack gap="xs">
        {KEYS.map(({ keys, does }) => (
          <Group key={keys} justify="space-between">
            <Text size="sm">{does}</Text>
            <Group gap={4}>
              {keys.split(' ').map(key => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    ),
  });
}

/** Listens for the shortcuts; not while somebody types or a dialog is open. */
export function useShortcuts(): void {
  const navigate = useNavigate();
  const act = useEffectEvent((keys: string): boolean => {
    const page = PAGES.find(one => one.keys === keys);
    if (page !== undefined) void navigate({ to: page.to });
    else if (keys === '?') openShortcuts();
    else if (keys === '/') openSpotlight();
    else return false;
    return true;
  });
  useEffect(() => {
    let chordUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector('[role="dialog"]') !== null) return;
      const inChord = event.timeStamp < chordUntil;
      chordUntil = 0;
      if (!inChord && event.key === 'g') chordUntil = event.timeStamp + CHORD_MS;
      else if (act(inChord ? `g ${event.key}` : event.key)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input, textarea, select, [role="combobox"]');
}
