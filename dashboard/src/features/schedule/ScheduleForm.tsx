import { Alert, Button, Group, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useRef, useState } from 'react';

import { Refused } from '../../components/Refused';
import { useFirstError } from '../../components/use-first-error';
import { visible } from '../../components/visible';
import { Fold } from '../../components/Fold';
import { type Errors, type Form, initial } from './form';
import { Rare } from './Rare';
import { Usual } from './Usual';
import { validate } from './validate';
import { When } from './When';
import { Work } from './Work';

interface Props {
  readonly form: Form;
  readonly onChange: (change: Partial<Form>) => void;
  /** The gateway's, beside their fields. */
  readonly errors: Errors;
  /** Why the gateway refused it; null while it did not. */
  readonly refused: unknown;
  /** What belongs to no field. */
  readonly rest: readonly string[];
  readonly pending: boolean;
  readonly onSubmit: () => void;
  /** What was prefilled needs a look at the parts that are folded away. */
  readonly unfolded: boolean;
}

/** The fields that are folded away. */
const USUAL = ['name', 'queue', 'priority', 'maxAttempts', 'timeoutSeconds', 'env', 'labels'];
const RARE = [
  'backoff',
  'retryDelaySeconds',
  'retryMaxDelaySeconds',
  'neverOn',
  'startTimeoutSeconds',
  'heartbeatTimeoutSeconds',
  'graceSeconds',
  'workingDir',
  'owner',
  'exclusive',
  'requiredLabels',
  'metadata',
  'idempotencyKey',
] as const satisfies readonly (keyof Form)[];

/** A task to be handed in. */
export function ScheduleForm(props: Props) {
  const { form, onChange, refused, rest, pending, onSubmit, unfolded } = props;
  const [own, setOwn] = useState<Errors | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const errors = { ...props.errors, ...own };
  useFirstError(element, own);
  useFirstError(element, refused);
  // An error in a field unfolds the part that it is in.
  const wrong = (fields: readonly string[]) =>
    Object.keys(errors).some(field => fields.includes(field.split('.')[0] ?? field));
  const change = (part: Partial<Form>) => {
    onChange(part);
    setOwn(null);
  };
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const found = validate(form);
    const good = Object.keys(found).length === 0;
    setOwn(good ? null : found);
    if (good) onSubmit();
  };
  const part = { form, errors, change };
  return (
    <form ref={element} onSubmit={submit} noValidate aria-label="New task">
      <Stack gap="md">
        {rest.length > 0 && (
          <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />}>
            {visible(rest.join('; '))}
          </Alert>
        )}
        <Work {...part} onSubmit={submit} />
        <When when={form.when} at={form.at} error={errors.at} onChange={change} />
        <Fold
          title="Queue, retries, timeout, environment, labels"
          begins={unfolded}
          forced={wrong(USUAL)}
        >
          <Usual {...part} />
        </Fold>
        <Fold
          title="Backoff, limits, placement, metadata"
          begins={unfolded && RARE.some(field => differs(form[field], initial[field]))}
          forced={wrong(RARE)}
        >
          <Rare {...part} />
        </Fold>
        <Group>
          <Button type="submit" loading={pending}>
            Schedule
          </Button>
          <Refused
            what="Not scheduled"
            fields={Object.keys(errors).length}
            above={refused !== null}
          />
        </Group>
      </Stack>
    </form>
  );
}

/** Empty lists are alike, whichever they are. */
function differs(value: unknown, other: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== other;
}
