import { type Job, type NewJobSchedule, setSchedule } from '../../api/jobs';
import { isConflict } from '../../api/problem';

/** What it is refused for, and what to do: what is shown is read again by then. */
const CHANGED = 'somebody changed it meanwhile: look at it as it is now, then choose again';

/** Refused since it is not as it was seen; it is read again by then. */
export class ChangedMeanwhile extends Error {}

/** Sets the schedule of a job that is still as it was seen: what others changed is not overwritten. */
export async function setAsSeen(job: Job, schedule: NewJobSchedule): Promise<Job> {
  try {
    return await setSchedule(job.id, schedule, job.version);
  } catch (error) {
    throw isConflict(error) ? new ChangedMeanwhile(CHANGED, { cause: error }) : error;
  }
}
