import { Alert, Button, Group, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { createJob, type Job, jobKeys, updateJob } from '../../../api/jobs';
import { isConflict, messageOf } from '../../../api/problem';
import { Card } from '../../../components/Card';
import { useDraft, useKeepDraft } from '../../../components/drafts';
import { said } from '../../../components/notices';
import { Refused } from '../../../components/Refused';
import { useFirstError } from '../../../components/use-first-error';
import { useLeaveGuard } from '../../../components/use-leave-guard';
import { visible } from '../../../components/visible';
import { jobsChanged } from '../jobs-changed';
import { problemsOf } from '../problems';
import { Care } from './Care';
import { filledBefore, filledFrom, toDraft, withDraft } from './draft';
import { type Errors, placeErrors } from './errors';
import { type Form, request } from './form';
import { ChangedMeanwhile, Conflict, confirmLoad } from './Meanwhile';
import { leftAsStored, requestOver } from './over';
import { usePreview } from './preview';
import { PreviewPanel } from './PreviewPanel';
import { Rules } from './Rules';
import { ScheduleCard } from './ScheduleCard';
import { unreadable, validate } from './validate';
import { Work } from './Work';

interface Props {
  /** The job that is edited, as it is stored by now; none makes a new one. */
  readonly job?: Job;
  readonly onSaved: (job: Job) => void;
  readonly onCancel: () => void;
}

/** Says what a job is and when it runs; what the server does not take is shown by its field. */
export function JobEditor({ job, onSaved, onCancel }: Props) {
  const name = `job ${job?.id ?? 'new'}`;
  const shell = job === undefined || job.definition.task.kind === 'shell';
  const before = job?.definition.schedule;
  const draft = useDraft(name);
  const [filled, setFilled] = useState(() => filledBefore(filledFrom(job), draft));
  const [form, setForm] = useState(() => withDraft(filledFrom(job).form, draft));
  // A save was refused because the job has another version by now.
  const [late, setLate] = useState(false);
  const [own, setOwn] = useState<Errors | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const changed = JSON.stringify(form) !== JSON.stringify(filled.form);
  const leave = useLeaveGuard(changed, 'What you changed here is not saved yet, and will be gone.');
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: async (over: boolean) => {
      if (job === undefined) return { saved: await createJob(request(form)), told: null };
      const version = over ? job.version : filled.version;
      const wanted = over ? requestOver(form, filled.form, job) : request(form, job);
      const saved = await updateJob(job.id, wanted, version);
      // What changes nothing makes no version.
      const isSame = saved.version === version;
      return { saved, told: isSame ? 'Nothing changed' : `Saved as version ${saved.version}` };
    },
    onSuccess: ({ saved, told }) => {
      if (told !== null) said(told);
      setFilled({ version: saved.version, form });
      setLate(false);
      client.setQueryData(jobKeys.job(saved.id), saved);
      leave();
      onSaved(saved);
    },
    onError: error => setLate(before => before || isConflict(error)),
    // Waited for: what is told of a conflict is what is stored by now.
    onSettled: () => jobsChanged(client),
  });
  useKeepDraft(name, () => (!changed || save.isSuccess ? null : toDraft(form, filled)));
  const moved = job !== undefined && job.version !== filled.version;
  const load = () => {
    const stored = filledFrom(job);
    setFilled(stored);
    setForm(stored.form);
    setLate(false);
    setOwn(null);
    save.reset();
  };
  const onLoad = () => (changed ? confirmLoad(load) : load());
  const submit = (over: boolean) => {
    const found = validate(form, shell, before);
    const good = Object.keys(found).length === 0;
    setOwn(good ? null : found);
    if (good) save.mutate(over);
  };
  const fields = problemsOf(save.error);
  const placed = placeErrors(fields, form, shell);
  const refused = { ...placed.errors, ...own };
  const { preview, problems } = usePreview(form, before);
  const asked = placeErrors(problems, form, shell);
  const times = { ...unreadable(form), ...asked.errors };
  const errors = { ...times, ...refused };
  useFirstError(element, own);
  useFirstError(element, save.error);
  const untold = save.error !== null && fields.length === 0 && !(moved && isConflict(save.error));
  const above = untold ? [messageOf(save.error)] : placed.rest;
  const change = (part: Partial<Form>) => {
    setForm(before => ({ ...before, ...part }));
    setOwn(null);
    if (save.isError) save.reset();
  };
  const part = { form, before, errors, change };
  return (
    <form
      ref={element}
      noValidate
      aria-label={job === undefined ? 'New job' : 'Job'}
      onSubmit={event => {
        event.preventDefault();
        submit(false);
      }}
    >
      <Stack gap="lg">
        {draft !== null && (
          <Alert variant="light">
            What you typed before you signed in again is filled in; the environment was not kept.
          </Alert>
        )}
        {/* One's own change is heard of too, and may be before it is answered. */}
        {moved && !late && !save.isPending && (
          <ChangedMeanwhile job={job} filledFrom={filled.version} onLoad={onLoad} />
        )}
        {above.length > 0 && (
          <Alert
            color="red"
            variant="light"
            icon={<IconAlertTriangle aria-hidden />}
            // One is led to it as to a field.
            data-invalid-group
            tabIndex={-1}
          >
            {visible(above.join('; '))}
          </Alert>
        )}
        <Card title="Work">
          <Stack gap="md">
            <Work {...part} shell={shell} />
          </Stack>
        </Card>
        <ScheduleCard {...part} />
        {form.kind !== 'none' && (
          <PreviewPanel
            preview={preview}
            placed={Object.keys(times).length > 0 && asked.rest.length === 0}
            zone={form.timezone}
          />
        )}
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
        {moved && late && (
          <Conflict
            job={job}
            left={leftAsStored(form, filled.form)}
            busy={save.isPending}
            refused={isConflict(save.error) ? save.error : null}
            onLoad={onLoad}
            onSaveOver={() => submit(true)}
          />
        )}
        <Group justify="flex-end">
          <Refused what="Not saved" fields={Object.keys(refused).length} above={above.length > 0} />
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
