import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import {
  IconArrowsMaximize,
  IconContrast,
  IconKeyboard,
  IconLogout,
  IconPlus,
  IconRepeat,
  IconSearch,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

import { FLEET_SIZE } from '../../api/fleet';
import type { Worker } from '../../api/workers';
import { plural } from '../../components/format';
import { said } from '../../components/notices';
import { useControl } from '../../features/workers/control';
import { PAGES } from './pages';
import { PaletteKill } from './PaletteKill';
import { openShortcuts } from './shortcuts';
import { understood } from './understood';
import { useFound } from './use-found';
import { useSignOut } from './use-sign-out';

/** The shortcut counts in every field. */
const NOWHERE: string[] = [];

const NOTHING =
  'Nothing found. Jobs are found by how their name begins, tasks by how their name or command begins, and by their id: the whole of it always, either end of it among the newest.';

/** Ctrl/⌘-K: goes to a page, finds tasks and workers, makes a task, steers the fleet. */
export function Palette() {
  const [query, setQuery] = useState('');
  const navigate = useNavigate();
  const control = useControl();
  const [victim, setVictim] = useState<Worker | null>(null);
  const signOut = useSignOut();
  const { found, job, isSeeking } = useFound(query, control, setVictim);
  const first = [...asked(query), ...found].map(action => action.id).join();
  useEffect(() => {
    // The palette chooses the first of what is there when somebody types: what is found later, where
    // there was nothing, is for Enter too. It has no other way to be told than this mark of its own.
    if (first === '' || document.querySelector('[data-action][data-selected]') !== null) return;
    document.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  }, [first]);
  const { setColorScheme } = useMantineColorScheme();
  const otherScheme = useComputedColorScheme('light') === 'light' ? 'dark' : 'light';
  const scaleTo = (count: number) =>
    control.scale.mutate(count, {
      onSuccess: ({ wanted }) => said(`The fleet goes to ${plural(wanted, 'worker')}`),
    });

  const pages: SpotlightActionData[] = PAGES.map(({ to, label, icon: Shape, keys }) => ({
    id: to,
    label: `Go to ${label}`,
    description: keys,
    leftSection: <Shape size={18} stroke={1.6} aria-hidden />,
    onClick: () => void navigate({ to }),
  }));
  const fixed: SpotlightActionData[] = [
    {
      id: 'new',
      label: 'New task',
      keywords: 'schedule submit create run',
      leftSection: <IconPlus size={18} stroke={1.6} aria-hidden />,
      onClick: () => void navigate({ to: '/schedule' }),
    },
    {
      id: 'new-job',
      label: 'New job',
      keywords: 'cron interval calendar repeat schedule',
      leftSection: <IconRepeat size={18} stroke={1.6} aria-hidden />,
      onClick: () => void navigate({ to: '/jobs/new' }),
    },
    ...[1, 3, 5].map(count => ({
      id: `scale-${count}`,
      label: `Scale to ${plural(count, 'worker')}`,
      leftSection: <IconArrowsMaximize size={18} stroke={1.6} aria-hidden />,
      onClick: () => scaleTo(count),
    })),
    {
      id: 'theme',
      label: `Use the ${otherScheme} theme`,
      keywords: 'color colour scheme dark light appearance',
      leftSection: <IconContrast size={18} stroke={1.6} aria-hidden />,
      onClick: () => setColorScheme(otherScheme),
    },
    {
      id: 'sign-out',
      label: 'Sign out',
      keywords: 'account leave log out logout',
      leftSection: <IconLogout size={18} stroke={1.6} aria-hidden />,
      onClick: () => signOut.mutate(),
    },
    {
      id: 'shortcuts',
      label: 'Show keyboard shortcuts',
      keywords: 'help keys',
      leftSection: <IconKeyboard size={18} stroke={1.6} aria-hidden />,
      onClick: openShortcuts,
    },
  ];

  return (
    <>
      <Spotlight
        actions={[...asked(query), ...pages, ...fixed, ...found]}
        query={query}
        onQueryChange={setQuery}
        shortcut="mod + K"
        // Also while its own field has the focus, as it has until it is gone.
        tagsToIgnore={NOWHERE}
        scrollable
        maxHeight={420}
        highlightQuery
        nothingFound={isSeeking ? 'Looking for it…' : NOTHING}
        searchProps={{
          leftSection: <IconSearch size={18} aria-hidden />,
          placeholder: 'Go to a page, find a task, a job or a worker, “scale 4”',
          'aria-label': 'Search or act',
        }}
        attributes={{ content: { 'aria-label': 'Search or act' } }}
      />
      {victim !== null && (
        <PaletteKill worker={victim} control={control} onClose={() => setVictim(null)} />
      )}
    </>
  );

  /** What the text itself asks for. */
  function asked(text: string): SpotlightActionData[] {
    const meant = understood(text);
    switch (meant?.kind) {
      case 'task':
        // An id says not of what it is.
        if (job !== null) return [job];
        if (isSeeking) return [];
        return [
          {
            id: 'task',
            label: 'Open task',
            description: meant.id,
            keywords: text,
            onClick: () => void navigate({ to: '/tasks/$taskId', params: { taskId: meant.id } }),
          },
        ];
      case 'scale':
        return [
          {
            id: 'scale',
            label: `Scale to ${plural(meant.count, 'worker')}`,
            description: `The fleet has ${FLEET_SIZE.min} to ${FLEET_SIZE.max} workers`,
            keywords: text,
            onClick: () => scaleTo(meant.count),
          },
        ];
      default:
        return [];
    }
  }
}
