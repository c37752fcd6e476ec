import { Button, Modal } from '@mantine/core';
import { useState } from 'react';

import type { Job } from '../../api/jobs';
import { visible } from '../../components/visible';
import { RunLog } from './RunLog';

/** Opens the runs of a job above the page. */
export function RunLogButton({ job }: { readonly job: Job }) {
  const [opened, setOpened] = useState(false);
  const { name } = job.definition;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Runs of ${visible(name)}`}
        onClick={() => setOpened(true)}
      >
        runs
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Run log" size="60rem">
        {/* Read anew each time that it is opened. */}
        {opened && <RunLog jobId={job.id} />}
      </Modal>
    </>
  );
}
