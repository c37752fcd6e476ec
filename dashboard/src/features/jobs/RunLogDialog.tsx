import { Button, Modal } from '@mantine/core';
import { useState } from 'react';

import type { Job } from '../../api/jobs';
import { RunLog } from './RunLog';

/** Opens the runs of a job above the page. */
export function RunLogButton({ job }: { readonly job: Job }) {
  const [opened, setOpened] = useState(false);
  const { name } = job.definition;
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`Runs of ${name}`}
        onClick={() => setOpened(true)}
      >
        runs
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Run log" size="xl">
        {/* Read anew each time that it is opened. */}
        {opened && <RunLog jobId={job.id} />}
      </Modal>
    </>
  );
}
