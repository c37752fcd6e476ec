import type { Job } from '../../api/jobs';
import { BulkBar } from '../../components/BulkBar';
import { plural } from '../../components/format';
import { useBulk } from '../../components/use-bulk';
import type { Selection } from '../../components/use-selection';
import { jobsChanged } from './jobs-changed';
import { setAsSeen } from './set-as-seen';
import { switchable, wording } from './switching';

interface Props {
  readonly selected: Selection<Job>;
  readonly onClear: () => void;
}

/** Switches the schedules of all jobs that are selected. */
export function JobsBar({ selected, onClear }: Props) {
  const act = useBulk({
    of: (active: boolean) => switchable(selected, active),
    act: (job, active) => setAsSeen(job, { ...job.definition.schedule, active }),
    words: wording,
    refresh: client => jobsChanged(client),
    onClear,
  });
  const offers = [false, true].flatMap(active => {
    const possible = switchable(selected, active).length;
    if (possible === 0) return [];
    return {
      label: `Switch ${active ? 'on' : 'off'} ${plural(possible, 'schedule')}`,
      busy: act.isPending && act.variables === active,
      onClick: () => act.mutate(active),
    };
  });
  return (
    <BulkBar
      one="job"
      count={selected.size}
      offers={offers}
      nothing="There is no schedule to switch: they run by hand."
      onClear={onClear}
    />
  );
}
