import { IconAlertTriangle, IconFlag, type Icon } from '@tabler/icons-react';

import type { Job } from '../../api/jobs';
import type { TaskState } from '../../api/tasks';

/** Why a schedule starts nothing any more although nobody switched it off. */
interface Stopped {
  readonly word: string;
  /** In whole sentences, with what to do about it. */
  readonly why: string;
  /** The state that means about the same. */
  readonly like: TaskState;
  readonly icon: Icon;
}

/** Null for a schedule that goes on, or that somebody switched off. */
export function stopped(job: Job): Stopped | null {
  if (job.broken) {
    const why =
      job.brokenErrors > 0
        ? `A scheduled run counted ${job.brokenErrors} errors`
        : 'Scheduled runs failed';
    return {
      word: 'broken',
      why: `${why}. Set its schedule to switch it on again.`,
      like: 'failed',
      icon: IconAlertTriangle,
    };
  }
  if (job.scheduleState !== 'ended') return null;
  return {
    word: 'ended',
    why: 'All times of its schedule are past. Set another to have it run again.',
    like: 'canceled',
    icon: IconFlag,
  };
}
