import type { SpotlightActionData } from '@mantine/spotlight';
import { IconRepeat } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

import { type Job, jobQuery, namedJobsQuery } from '../../api/jobs';
import { visible } from '../../components/visible';
import { understood } from './understood';

interface Found {
  /** Those whose name begins so. */
  readonly named: SpotlightActionData[];
  /** The one of which the text has the id; null where that is none, or not known yet. */
  readonly meant: SpotlightActionData | null;
  /** Whether it is being looked for. */
  readonly isSeeking: boolean;
}

/** Jobs by how their name begins, and by their id. `text` is what stands for a moment already. */
export function useJobsFound(typed: string, text: string): Found {
  const navigate = useNavigate();
  const meant = understood(typed);
  const id = meant?.kind === 'task' ? meant.id : '';
  const byId = useQuery({ ...jobQuery(id), enabled: id !== '', retry: false });
  const named = useQuery({
    ...namedJobsQuery(text),
    enabled: id === '' && typed.length > 1 && text.length > 1,
  });
  const isFresh = text === typed;
  return {
    named: isFresh ? (named.data ?? []).map(toAction) : [],
    meant: id !== '' && byId.data !== undefined ? toAction(byId.data) : null,
    isSeeking: id !== '' && byId.isLoading,
  };

  function toAction(job: Job): SpotlightActionData {
    return {
      id: `job ${job.id}`,
      label: visible(job.definition.name),
      description: `Job · ${job.definition.enabled ? job.scheduleState : 'disabled'} · ${job.id}`,
      // It was found already: the palette's own search must not leave it out again.
      keywords: typed,
      leftSection: <IconRepeat size={18} stroke={1.6} aria-hidden />,
      onClick: () => void navigate({ to: '/jobs/$jobId', params: { jobId: job.id } }),
    };
  }
}
