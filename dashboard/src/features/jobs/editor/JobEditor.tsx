import { Alert, Autocomplete, Button, Group, Stack, Switch } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { createJob, type Job, jobKeys, updateJob } from '../../../api/jobs';
import { ApiError, messageOf } from '../../../api/problem';
import { Card } from '../../../components/Card';
import { pairs } from '../pairs';
import { Care } from './Care';
import { placeErrors } from './errors';
import { blank, type Form, formOf, request, scheduleOf } from './form';
import { PreviewPanel } from './PreviewPanel';
import { Rules } from './Rules';
import { Times } from './Times';
import { Work } from './Work';

interface Props {
  /** The job that is edited; none makes a new one. */
  readonly job?: Job;
  readonly onSaved: (job: Job) => void;
  readonly onCancel: () => void;
}

const ZONES = Intl.supportedValuesOf('timeZone');

/** Says what a job is and when it runs; what the server does not take is shown by its field. */
export function JobEditor({ job, onSaved, onCancel }: Props) {
  const [form, setForm] = useState<Form>(() => (job === undefined ? blank() : formOf(job)));
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      job === undefined ? createJob(request(form)) : updateJob(job.id, request(form, job)),
    onSuccess: saved => {
      client.setQueryData(jobKeys.job(saved.id), saved);
      onSaved(saved);
    },
    onSettled: () => client.invalidateQueries({ queryKey: jobKeys.all }),
  });
  const fields = save.error instanceof ApiError ? save.error.fields : [];
  const { errors, rest } = placeErrors(fields, form);
  const above = save.error !== null && fields.length === 0 ? [messageOf(save.error)] : rest;
  const change = (part: Partial<Form>) => setForm(before => ({ ...before, ...part }));
  const part = { form, errors, change };
  const readable = pairs(form.env) !== null && pairs(form.labels) !== null;
  return (
    <form
      noValidate
      aria-label={job === undefined ? 'New job' : 'Job'}
      onSubmit={event => {
        event.preventDefault();
        if (readable) save.mutate();
      }}
    >
      <Stack gap="lg">
        {above.length > 0 && (
          <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />}>
            {above.join('; ')}
          </Alert>
        )}
        <Card title="Work">
          <Stack gap="md">
            <Work {...part} shell={job === undefined || job.definition.task.kind === 'shell'} />
          </Stack>
        </Card>
        <Card title="Schedule">
          <Stack gap="md">
            <Times {...part} />
            <Autocomplete
              label="Time zone"
              data={ZONES}
              limit={50}
              value={form.timezone}
              error={errors.timezone}
              onChange={timezone => change({ timezone })}
            />
            <Switch
              label="On"
              description="Off keeps the schedule and stops only what it starts"
              checked={form.active}
              onChange={event => change({ active: event.currentTarget.checked })}
            />
          </Stack>
        </Card>
        <PreviewPanel schedule={scheduleOf(form, job?.definition.schedule)} />
        <Card title="Rules">
          <Stack gap="md">
            <Rules {...part} />
          </Stack>
        </Card>
        <Card title="Checks, breaker, people">
          <Stack gap="md">
            <Care {...part} />
          </Stack>
        </Card>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!readable}>
            {job === undefined ? 'Make the job' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
