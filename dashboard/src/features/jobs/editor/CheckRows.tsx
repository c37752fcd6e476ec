import { Textarea, TextInput } from '@mantine/core';

import { LIMITS } from '../../../api/limits';
import classes from '../Jobs.module.css';
import { checkRow } from './check-rows';
import { EditorRows } from './EditorRows';
import { NumberField } from '../../../components/NumberField';
import { WordSelect } from '../../../components/WordSelect';
import type { PartProps } from './part';

const KINDS = [
  { value: 'tcp', label: 'TCP' },
  { value: 'command', label: 'Command' },
] as const;

/** What must be well before the job runs. */
export function CheckRows({ form, errors, change }: PartProps) {
  return (
    <EditorRows
      title="Checks"
      description="Conditions that a worker tries: whether a port answers, or a command ends with 0"
      one="check"
      rows={form.checks}
      error={errors.checks}
      blank={checkRow}
      onChange={checks => change({ checks })}
    >
      {(row, place, set) => (
        <>
          <TextInput
            flex="2 1 9rem"
            label="Name"
            value={row.name}
            error={errors[`checks.${place}.name`]}
            onChange={event => set({ name: event.currentTarget.value })}
          />
          <WordSelect
            flex="1 1 7rem"
            label="Kind"
            choices={KINDS}
            value={row.kind}
            onChange={kind => set({ kind })}
          />
          {row.kind === 'tcp' && (
            <>
              <TextInput
                flex="2 1 9rem"
                label="Host"
                placeholder="db.example.org"
                value={row.host}
                error={errors[`checks.${place}.host`]}
                onChange={event => set({ host: event.currentTarget.value })}
              />
              <NumberField
                flex="1 1 6rem"
                label="Port"
                limit={LIMITS.port}
                value={row.port}
                error={errors[`checks.${place}.port`]}
                onChange={port => set({ port })}
              />
            </>
          )}
          <NumberField
            flex="1 1 8rem"
            label="Timeout, seconds"
            limit={LIMITS.checkTimeoutSeconds}
            value={row.timeoutSeconds}
            error={errors[`checks.${place}.timeoutSeconds`]}
            onChange={timeoutSeconds => set({ timeoutSeconds })}
          />
          {row.kind === 'command' && (
            <Textarea
              flex="1 1 100%"
              label="Command"
              placeholder="test -w /srv"
              autosize
              minRows={1}
              maxRows={12}
              spellCheck={false}
              classNames={{ input: classes.mono ?? '' }}
              value={row.command}
              error={errors[`checks.${place}.command`]}
              onChange={event => set({ command: event.currentTarget.value })}
            />
          )}
        </>
      )}
    </EditorRows>
  );
}
