import { Anchor, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';

import type { Job } from '../../api/jobs';
import { Card } from '../../components/Card';
import { LinkButton } from '../../components/LinkButton';
import { Page } from '../../components/Page';
import { Words } from '../../components/Words';
import { JobButtons } from './JobButtons';
import { Broken } from './Broken';
import { Checks } from './Checks';
import { Definition } from './Definition';
import { Ended } from './Ended';
import { Fires } from './Fires';
import { RunLog } from './RunLog';
import { ScheduleRow } from './ScheduleRow';
import { useJobActions } from './use-job-actions';
import { Versions } from './Versions';

interface Props {
  readonly job: Job;
  readonly onDeleted: () => void;
}

/** A job: how it stands, what it did, what it will do. */
export function JobView({ job, onDeleted }: Props) {
  const actions = useJobActions(job);
  const [versions, setVersions] = useState(false);
  const { name, description, enabled } = job.definition;
  return (
    <Page
      title={name}
      heading={
        <Group gap="sm">
          <Title order={1}>
            <Words>{name}</Words>
          </Title>
          <Broken job={job} />
          <Ended job={job} />
          {!enabled && <Text c="dimmed">disabled</Text>}
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
      {description !== '' && <Text style={{ whiteSpace: 'pre-line' }}>{description}</Text>}
      <ScheduleRow job={job} action={actions.schedule} />
      <Card title="Run log" flush>
        <RunLog jobId={job.id} />
      </Card>
      {job.checks.length > 0 && <Checks job={job} action={actions.check} />}
      <Fires jobId={job.id} />
      <Definition job={job} />
      <Card
        title="Versions"
        aside={
          <Anchor component="button" size="xs" onClick={() => setVersions(shown => !shown)}>
            {versions ? 'Hide' : `Show ${job.version}`}
          </Anchor>
        }
      >
        {versions ? (
          <Versions jobId={job.id} />
        ) : (
          <Text size="sm" c="dimmed">
            Version {job.version}. Each edit, and each switching on or off, makes one.
          </Text>
        )}
      </Card>
    </Page>
  );
}
