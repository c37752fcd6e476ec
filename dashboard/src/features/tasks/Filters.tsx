import { Button, Checkbox, Group, Pill, Popover, Select, Stack, TextInput } from '@mantine/core';
import { IconChevronDown, IconFilter, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

import { TASK_STATES } from '../../api/tasks';
import { StateBadge } from '../../components/StateBadge';
import { TextFilter } from '../../components/TextFilter';
import { visible } from '../../components/visible';
import { Words } from '../../components/Words';
import { labelPattern, wrongLabel, type Range, type TaskFilters, type TaskSearch } from './search';
import { pillsOf } from './pills';

interface Props {
  readonly search: TaskSearch;
  readonly onChange: (change: Partial<TaskFilters>) => void;
  readonly workers: readonly string[];
}

const RANGES: readonly { value: Range; label: string }[] = [
  { value: '15m', label: 'Last 15 minutes' },
  { value: '1h', label: 'Last hour' },
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
];

const KINDS = ['shell', 'simulate', 'noop'];

/** What the list is cut down to; all of it is in the address. */
export function Filters({ search, onChange, workers }: Props) {
  const pills = pillsOf(search);
  const states = search.state ?? [];
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <TextFilter
          label="Name or command begins with"
          placeholder="Name or command begins with…"
          icon={<IconSearch size={15} aria-hidden />}
          value={search.text ?? ''}
          onChange={text => onChange({ text })}
        />
        <Popover position="bottom-start" shadow="md">
          <Popover.Target>
            <Button
              variant={states.length > 0 ? 'light' : 'default'}
              rightSection={<IconChevronDown size={14} aria-hidden />}
            >
              {states.length === 0 ? 'State' : `State: ${states.join(', ')}`}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <Checkbox.Group
              label="State"
              value={states}
              onChange={values =>
                onChange({ state: TASK_STATES.filter(state => values.includes(state)) })
              }
            >
              <Stack gap={8} mt="xs">
                {TASK_STATES.map(state => (
                  <Checkbox
                    key={state}
                    size="xs"
                    value={state}
                    label={<StateBadge state={state} />}
                  />
                ))}
              </Stack>
            </Checkbox.Group>
          </Popover.Dropdown>
        </Popover>
        <Select
          aria-label="Created"
          placeholder="Any time"
          w={160}
          clearable
          data={RANGES}
          value={search.range ?? null}
          onChange={value =>
            onChange({
              range: RANGES.find(range => range.value === value)?.value,
              createdAfter: undefined,
              createdBefore: undefined,
            })
          }
        />
        <Popover position="bottom-start" shadow="md" width={280} trapFocus>
          <Popover.Target>
            <Button variant="default" leftSection={<IconFilter size={15} aria-hidden />}>
              Filters
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <Stack gap="sm">
              <TextFilter
                label="Queue"
                shown
                value={search.queue ?? ''}
                onChange={queue => onChange({ queue })}
              />
              <Select
                label="Kind"
                clearable
                data={KINDS}
                value={search.kind ?? null}
                onChange={kind => onChange({ kind: kind ?? undefined })}
                comboboxProps={{ withinPortal: false }}
              />
              <Select
                label="Worker"
                clearable
                searchable
                data={[...new Set([...workers, ...(search.worker ? [search.worker] : [])])].map(
                  name => ({ value: name, label: visible(name) }),
                )}
                value={search.worker ?? null}
                onChange={worker => onChange({ worker: worker ?? undefined })}
                comboboxProps={{ withinPortal: false }}
              />
              <LabelFilter search={search} onChange={onChange} />
              <TimeFilter
                label="Created after"
                value={search.createdAfter}
                onChange={createdAfter => onChange({ createdAfter, range: undefined })}
              />
              <TimeFilter
                label="Created before"
                value={search.createdBefore}
                onChange={createdBefore => onChange({ createdBefore, range: undefined })}
              />
            </Stack>
          </Popover.Dropdown>
        </Popover>
        {pills.length > 0 && (
          <Button variant="subtle" color="gray" onClick={() => onChange(cleared)}>
            Clear filters
          </Button>
        )}
      </Group>
      {pills.some(pill => pill.shown) && (
        <Group gap={6} role="group" aria-label="Filters in use">
          {pills
            .filter(pill => pill.shown)
            .map(pill => (
              <Pill
                key={pill.text}
                size="md"
                bg="var(--surface-raised)"
                bd="1px solid var(--line-strong)"
                withRemoveButton
                removeButtonProps={{
                  'aria-label': `Remove ${visible(pill.text)}`,
                  'aria-hidden': false,
                  tabIndex: 0,
                }}
                onRemove={() => onChange(pill.without)}
              >
                <Words>{pill.text}</Words>
              </Pill>
            ))}
        </Group>
      )}
    </Stack>
  );
}

const cleared: Partial<TaskFilters> = {
  state: undefined,
  queue: undefined,
  kind: undefined,
  worker: undefined,
  label: undefined,
  jobId: undefined,
  text: undefined,
  range: undefined,
  createdAfter: undefined,
  createdBefore: undefined,
};

function LabelFilter({ search, onChange }: Pick<Props, 'search' | 'onChange'>) {
  const [error, setError] = useState<string | null>(null);
  return (
    <TextInput
      label="Label"
      description="name=value, then Enter"
      error={error}
      onChange={() => setError(null)}
      onKeyDown={event => {
        if (event.key !== 'Enter') return;
        const value = event.currentTarget.value.trim();
        if (!labelPattern.test(value)) {
          setError(wrongLabel(value));
          return;
        }
        onChange({ label: [...new Set([...(search.label ?? []), value])] });
        event.currentTarget.value = '';
      }}
    />
  );
}

interface TimeProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function TimeFilter({ label, value, onChange }: TimeProps) {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      defaultValue={value ?? ''}
      onChange={event => {
        const text = event.currentTarget.value;
        onChange(text === '' ? undefined : text);
      }}
    />
  );
}
