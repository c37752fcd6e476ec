import { Button, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';

import type { FireOutcome, Job } from '../../api/jobs';
import { Card } from '../../components/Card';
import { LinkButton } from '../../components/LinkButton';
import { Page } from '../../components/Page';
import { visibleLines } from '../../components/visible';
import { Words } from '../../components/Words';
import { JobButtons } from './JobButtons';
import { Checks } from './Checks';
import { Definition } from './Definition';
import { DisabledBadge } from './DisabledBadge';
import { Fires } from './Fires';
import { RunLog } from './RunLog';
import { ScheduleRow } from './ScheduleRow';
import { StoppedBadge } from './StoppedBadge';
import { useJobActions } from './use-job-actions';
import { Versions } from './Versions';

interface Props {
  readonly job: Job;
  /** The only outcome of which fires are shown. */
  readonly fires: FireOutcome | null;
  readonly onFires: (outcome: FireOutcome | null) => void;
  readonly onDeleted: () => void;
}

/** A job: how it stands, what it did, what it will do. */
export function JobView({ job, fires, onFires, onDeleted }: Props) {
  const actions = useJobActions(job);
  const [versions, setVersions] = useState(false);
  const { name, description, enabled } = job.definition;
  return (
    <Page
      title={name}
      heading={
        <Group gap="sm">
          <Title order={1} style={{ overflowWrap: 'anywhere' }}>
            <Words>{name}</Words>
          </Title>
          <StoppedBadge job={job} />
          {!enabled && <DisabledBadge />}
        </Group>
      }
      actions={
        <>
          <LinkButton variant="default" to="/jobs/$jobId/edit" params={{ jobId: job.id }}>
            Edit
          </LinkButton>
          <JobButtons job={job} actions={actions} onDeleted={onDeleted} />
        </>
      }
    >
      {description !== '' && (
        <Text style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {visibleLines(description)}
        </Text>
      )}
      <ScheduleRow job={job} action={actions.schedule} />
      <Card title="Run log" flush>
        <RunLog jobId={job.id} />
      </Card>
      {job.checks.length > 0 && <Checks job={job} action={actions.check} />}
      <Fires jobId={job.id} outcome={fires} onOutcome={onFires} />
      <Definition job={job} />
      <Card
        title="Versions"
        aside={
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={versions}
            onClick={() => setVersions(shown => !shown)}
          >
            {versions ? 'Hide' : `Show ${job.version}`}
          </Button>
        }
      >
        {versions ? (
          <Versions jobId={job.id} />
        ) : (
          <Text size="sm" c="dimmed">
            Version {job.version}. Each edit that changes something, switching on or off too, makes
            one.
          </Text>
        )}
      </Card>
    </Page>
  );
}
