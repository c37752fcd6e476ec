import { Alert, Grid, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { ApiError } from '../../api/problem';
import { submitTask, taskKeys } from '../../api/tasks';
import { unique } from '../../api/unique';
import { Card } from '../../components/Card';
import { useDraft, useKeepDraft } from '../../components/drafts';
import { ErrorState } from '../../components/ErrorState';
import { Page } from '../../components/Page';
import { useLeaveGuard } from '../../components/use-leave-guard';
import { Answer } from './Answer';
import { Demo } from './Demo';
import { toDraft, withDraft } from './draft';
import { placeErrors } from './errors';
import type { Form } from './form';
import { toRequest } from './request';
import { ScheduleForm } from './ScheduleForm';

interface Props {
  readonly first: Form;
  /** The form is filled from a task. */
  readonly copy: boolean;
}

/** Hands tasks in. */
export function SchedulePage({ first, copy }: Props) {
  const name = `schedule ${first.command} ${first.queue}`;
  const draft = useDraft(name);
  const [form, setForm] = useState(() => withDraft(first, draft));
  const client = useQueryClient();
  // Of one filled-in form: pressing twice, or again after no answer came, is one task.
  const key = useRef(unique());
  const submit = useMutation({
    mutationFn: (filled: Form) =>
      submitTask(toRequest(filled), filled.idempotencyKey || key.current),
    onSuccess: task => {
      key.current = unique();
      client.setQueryData(taskKeys.detail(task.id), task);
    },
    onSettled: () => client.invalidateQueries({ queryKey: taskKeys.lists }),
  });
  useKeepDraft(name, () => (form === first || submit.isSuccess ? null : toDraft(form)));
  // What was accepted is no loss.
  useLeaveGuard(
    submit.data === undefined && JSON.stringify(form) !== JSON.stringify(first),
    'What is filled in here is not scheduled yet, and will be gone.',
  );
  const fields = submit.error instanceof ApiError ? submit.error.fields : [];
  const { errors, rest } = placeErrors(fields, form);
  const change = (part: Partial<Form>) => {
    setForm(before => ({ ...before, ...part }));
    if (!submit.isPending && !submit.isIdle) {
      submit.reset();
      key.current = unique();
    }
  };
  return (
    <Page title="Schedule">
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Card title={copy ? 'The same task again' : 'New task'}>
            {copy && form.env.length > 0 && (
              <Alert variant="light" mb="md">
                Values of variables are never shown: fill them in again.
              </Alert>
            )}
            {draft !== null && (
              <Alert variant="light" mb="md">
                What you typed before you signed in again is filled in
                {form.env.length > 0 && '; values of variables were not kept'}.
              </Alert>
            )}
            {submit.error !== null && fields.length === 0 && (
              <ErrorState title="The task was not scheduled" error={submit.error} />
            )}
            <ScheduleForm
              form={form}
              onChange={change}
              errors={errors}
              refused={submit.error}
              rest={rest}
              pending={submit.isPending}
              onSubmit={() => submit.mutate(form)}
              unfolded={copy}
            />
          </Card>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="lg">
            {submit.data !== undefined && <Answer task={submit.data} />}
            <Demo />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}
