import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import {
  IconArrowsMaximize,
  IconKeyboard,
  IconPlus,
  IconRepeat,
  IconSearch,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { FLEET_SIZE, fleetKey, scaleFleet } from '../../api/fleet';
import { workerKeys } from '../../api/workers';
import { failed, said } from '../../components/notices';
import { plural } from '../../components/format';
import { PAGES } from './pages';
import { understood } from './understood';
import { openShortcuts } from './shortcuts';

/** Ctrl/⌘-K: goes to a page, finds a task by id, makes a task, scales the fleet. */
export function Palette() {
  const [query, setQuery] = useState('');
  const navigate = useNavigate();
  const client = useQueryClient();
  const scale = useMutation({
    mutationFn: scaleFleet,
    onSuccess: ({ wanted }) => said(`The fleet goes to ${plural(wanted, 'worker')}`),
    onError: error => failed('The fleet was not scaled', error),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: fleetKey }),
        client.invalidateQueries({ queryKey: workerKeys.all }),
      ]),
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
      onClick: () => scale.mutate(count),
    })),
    {
      id: 'shortcuts',
      label: 'Show keyboard shortcuts',
      keywords: 'help keys',
      leftSection: <IconKeyboard size={18} stroke={1.6} aria-hidden />,
      onClick: openShortcuts,
    },
  ];

  return (
    <Spotlight
      actions={[...asked(query), ...pages, ...fixed]}
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      scrollable
      maxHeight={420}
      highlightQuery
      nothingFound="Nothing of that name. A task is found by its whole id."
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: 'Go to a page, paste a task’s id, “scale 4”',
        'aria-label': 'Search or act',
      }}
      attributes={{ content: { 'aria-label': 'Search or act' } }}
    />
  );

  /** What the text itself asks for. */
  function asked(text: string): SpotlightActionData[] {
    const meant = understood(text);
    switch (meant?.kind) {
      case 'task':
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
            onClick: () => scale.mutate(meant.count),
          },
        ];
      default:
        return [];
    }
  }
}
