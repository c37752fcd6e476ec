import { Select, SimpleGrid, Textarea } from '@mantine/core';

import { NumberOf, type PartProps } from './fields';
import { type Form, kinds } from './form';

const KIND_WORDS: Record<Form['kind'], string> = {
  shell: 'shell: runs a command',
  simulate: 'simulate: waits, and may fail',
  noop: 'noop: does nothing',
};

interface Props extends PartProps {
  /** Ctrl or ⌘ with Enter in the command hands in. */
  readonly onSubmit: (event: React.SyntheticEvent) => void;
}

/** What is to be done. */
export function Work({ onSubmit, ...part }: Props) {
  const { form, errors, change } = part;
  return (
    <>
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
          data-arrive
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
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSubmit(event);
          }}
        />
      )}
      {form.kind === 'simulate' && (
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          <NumberOf {...part} field="assignAfterSeconds" label="Assigned after, s" />
          <NumberOf {...part} field="startAfterSeconds" label="Starts after, s" />
          <NumberOf {...part} field="runForSeconds" label="Runs for, seconds" />
          <NumberOf {...part} field="failurePercent" label="Fails, percent" />
        </SimpleGrid>
      )}
    </>
  );
}
