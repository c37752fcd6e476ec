import { Alert, Autocomplete, Button, Group, Stack, Switch } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { createJob, type Job, jobKeys, updateJob } from '../../../api/jobs';
import { ApiError, messageOf } from '../../../api/problem';
import { Card } from '../../../components/Card';
import { useDraft, useKeepDraft } from '../../../components/drafts';
import { Refused } from '../../../components/Refused';
import { useFirstError } from '../../../components/use-first-error';
import { useLeaveGuard } from '../../../components/use-leave-guard';
import { Care } from './Care';
import { toDraft, withDraft } from './draft';
import { type Errors, placeErrors } from './errors';
import { blank, type Form, formOf, request, scheduleOf } from './form';
import { PreviewPanel } from './PreviewPanel';
import { Rules } from './Rules';
import { Times } from './Times';
import { validate } from './validate';
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
  const [first] = useState<Form>(() => (job === undefined ? blank() : formOf(job)));
  const name = `job ${job?.id ?? 'new'}`;
  const draft = useDraft(name);
  const [form, setForm] = useState(() => withDraft(first, draft));
  const [own, setOwn] = useState<Errors | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const leave = useLeaveGuard(
    JSON.stringify(form) !== JSON.stringify(first),
    'What you changed here is not saved yet, and will be gone.',
  );
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      job === undefined ? createJob(request(form)) : updateJob(job.id, request(form, job)),
    onSuccess: saved => {
      client.setQueryData(jobKeys.job(saved.id), saved);
      leave();
      onSaved(saved);
    },
    onSettled: () => client.invalidateQueries({ queryKey: jobKeys.all }),
  });
  useKeepDraft(name, () => (form === first || save.isSuccess ? null : toDraft(form)));
  const fields = save.error instanceof ApiError ? save.error.fields : [];
  const placed = placeErrors(fields, form);
  const errors = { ...placed.errors, ...own };
  useFirstError(element, own);
  useFirstError(element, save.error);
  const above = save.error !== null && fields.length === 0 ? [messageOf(save.error)] : placed.rest;
  const change = (part: Partial<Form>) => {
    setForm(before => ({ ...before, ...part }));
    setOwn(null);
    if (save.isError) save.reset();
  };
  const part = { form, errors, change };
  return (
    <form
      ref={element}
      noValidate
      aria-label={job === undefined ? 'New job' : 'Job'}
      onSubmit={event => {
        event.preventDefault();
        const found = validate(form);
        const good = Object.keys(found).length === 0;
        setOwn(good ? null : found);
        if (good) save.mutate();
      }}
    >
      <Stack gap="lg">
        {draft !== null && (
          <Alert variant="light">
            What you typed before you signed in again is filled in; the environment was not kept.
          </Alert>
        )}
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
              label="Schedule on"
              description="Off: the schedule is kept and starts nothing"
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
          <Refused what="Not saved" fields={Object.keys(errors).length} above={above.length > 0} />
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {job === undefined ? 'Make the job' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
