import {
  Alert,
  Button,
  Collapse,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useRef, useState } from 'react';

import { type Errors, type Form, kinds, validate } from './form';
import { Rows } from './Rows';
import { When } from './When';

interface Props {
  readonly form: Form;
  readonly onChange: (change: Partial<Form>) => void;
  /** The gateway's, beside their fields. */
  readonly errors: Errors;
  /** What belongs to no field. */
  readonly rest: readonly string[];
  readonly pending: boolean;
  readonly onSubmit: () => void;
  /** What was prefilled needs a look at the part that is folded away. */
  readonly unfolded: boolean;
}

const KIND_WORDS: Record<Form['kind'], string> = {
  shell: 'shell: runs a command',
  simulate: 'simulate: waits, and may fail',
  noop: 'noop: does nothing',
};

/** The fields that are folded away: an error in one of them unfolds them. */
const MORE = /^(queue|priority|maxAttempts|timeoutSeconds|env|labels|name)/;

/** A task to be handed in. */
export function ScheduleForm(props: Props) {
  const { form, onChange, rest, pending, onSubmit } = props;
  const [own, setOwn] = useState<Errors>({});
  const [open, setOpen] = useState(props.unfolded);
  const element = useRef<HTMLFormElement>(null);
  const errors = { ...props.errors, ...own };
  const unfolded = open || Object.keys(errors).some(field => MORE.test(field));
  const change = (part: Partial<Form>) => {
    onChange(part);
    setOwn({});
  };
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const found = validate(form);
    setOwn(found);
    if (Object.keys(found).length === 0) onSubmit();
    // Once the errors are drawn, the first of them is where to go on.
    else setTimeout(() => focusFirstError(element.current));
  };
  const Chevron = unfolded ? IconChevronDown : IconChevronRight;
  return (
    <form ref={element} onSubmit={submit} noValidate aria-label="New task">
      <Stack gap="md">
        {rest.length > 0 && (
          <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />}>
            {rest.join('; ')}
          </Alert>
        )}
        <Select
          label="Kind"
          allowDeselect={false}
          maw={300}
          data={kinds.map(kind => ({ value: kind, label: KIND_WORDS[kind] }))}
          value={form.kind}
          error={errors.kind}
          onChange={value => change({ kind: kinds.find(kind => kind === value) ?? 'shell' })}
        />
        {form.kind !== 'noop' && (
          <Textarea
            label="Command"
            description={form.kind === 'shell' ? 'What bash reads' : 'Only shown'}
            placeholder="echo hello"
            autosize
            minRows={2}
            maxRows={14}
            spellCheck={false}
            withAsterisk={form.kind === 'shell'}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            value={form.command}
            error={errors.command}
            onChange={event => change({ command: event.currentTarget.value })}
            onKeyDown={event => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
            }}
          />
        )}
        {form.kind === 'simulate' && (
          <SimpleGrid cols={2} maw={420}>
            <NumberInput
              label="Runs for, seconds"
              value={form.runForSeconds}
              error={errors.runForSeconds}
              onChange={runForSeconds => change({ runForSeconds })}
            />
            <NumberInput
              label="Fails, percent"
              value={form.failurePercent}
              error={errors.failurePercent}
              onChange={failurePercent => change({ failurePercent })}
            />
          </SimpleGrid>
        )}
        <When when={form.when} at={form.at} error={errors.at} onChange={change} />
        <div>
          <UnstyledButton
            aria-expanded={unfolded}
            fz="sm"
            fw={550}
            c="var(--mantine-color-anchor)"
            onClick={() => setOpen(!unfolded)}
          >
            <Group gap={4}>
              <Chevron size={15} aria-hidden />
              Queue, retries, timeout, environment, labels
            </Group>
          </UnstyledButton>
        </div>
        <Collapse expanded={unfolded}>
          <Stack gap="md">
            <TextInput
              label="Name"
              description="For people; need not be unique"
              value={form.name}
              error={errors.name}
              onChange={event => change({ name: event.currentTarget.value })}
            />
            <SimpleGrid cols={{ base: 2, sm: 4 }}>
              <TextInput
                label="Queue"
                value={form.queue}
                error={errors.queue}
                onChange={event => change({ queue: event.currentTarget.value })}
              />
              <NumberInput
                label="Priority"
                value={form.priority}
                error={errors.priority}
                onChange={priority => change({ priority })}
              />
              <NumberInput
                label="Attempts in all"
                value={form.maxAttempts}
                error={errors.maxAttempts}
                onChange={maxAttempts => change({ maxAttempts })}
              />
              <NumberInput
                label="Timeout, seconds"
                value={form.timeoutSeconds}
                error={errors.timeoutSeconds}
                onChange={timeoutSeconds => change({ timeoutSeconds })}
              />
            </SimpleGrid>
            <Rows
              title="Environment"
              one="variable"
              field="env"
              rows={form.env}
              errors={errors}
              onChange={env => change({ env })}
            />
            <Rows
              title="Labels"
              one="label"
              field="labels"
              rows={form.labels}
              errors={errors}
              onChange={labels => change({ labels })}
            />
          </Stack>
        </Collapse>
        <Group>
          <Button type="submit" loading={pending}>
            Schedule
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function focusFirstError(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
