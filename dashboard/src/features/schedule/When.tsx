import { Group, Input, Text, TextInput } from '@mantine/core';

import { Choice } from '../../components/Choice';
import { exact } from '../../components/format';
import { useNow } from '../../components/useNow';
import { fieldIn, meant, oddity, readIn, zoneAt } from '../../components/zoned';
import { zoneHere } from '../../components/zones';
import { soon, type When as WhenValue } from './form';

interface Props {
  readonly when: WhenValue;
  readonly at: string;
  readonly error: string | undefined;
  readonly onChange: (change: { when?: WhenValue; at?: string }) => void;
}

const CHOICES: readonly { value: WhenValue; label: string }[] = [
  { value: 'now', label: 'Now' },
  { value: '5m', label: '+5 min' },
  { value: '30m', label: '+30 min' },
  { value: '1h', label: '+1 h' },
  { value: 'at', label: 'Date and time' },
];

/** Fields of a date and a time take years of six figures otherwise. */
const LATEST = '9998-12-31T23:59';

/** When it is due: soon, or at a time on the clock of this browser. */
export function When({ when, at, error, onChange }: Props) {
  const now = useNow();
  const choose = (next: WhenValue) =>
    onChange(
      next === 'at' && at === ''
        ? { when: next, at: fieldIn(now + 60_000, zoneHere()).slice(0, 16) }
        : { when: next },
    );
  return (
    <div>
      <Input.Label id="when-label" mb={4}>
        When
      </Input.Label>
      <Group gap="xs" align="flex-start">
        <Choice labelledBy="when-label" choices={CHOICES} value={when} onChange={choose} />
        {when === 'at' && (
          <TextInput
            type="datetime-local"
            flex="1 1 15rem"
            styles={{ input: { maxWidth: '15rem' } }}
            inputWrapperOrder={['input', 'error', 'description']}
            aria-label="Date and time"
            description={about(at, now)}
            max={LATEST}
            value={at}
            error={error}
            onChange={event => onChange({ at: event.currentTarget.value })}
          />
        )}
      </Group>
      {when !== 'at' && (
        <Text size="xs" c={error === undefined ? 'dimmed' : 'var(--mantine-color-error)'} mt={6}>
          {error ?? soonText(when, now)}
        </Text>
      )}
    </div>
  );
}

function soonText(when: Exclude<WhenValue, 'at'>, now: number): string {
  return when === 'now' ? 'As soon as a worker is free' : exact(now + soon[when] * 1_000);
}

/** The moment that it is, on the clocks of this browser. */
function about(at: string, now: number): string {
  const zone = zoneHere();
  const read = readIn(at, zone);
  if (read === null) return `Clock: ${zoneAt(now, zone)}`;
  const past = read.at < now ? ' That is past, so it means now.' : '';
  return `${meant(read, zone)}.${oddity(read)}${past}`;
}
