import { Checkbox, Group, Table, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Fragment, useState } from 'react';

import type { Configuration, Setting } from '../../api/configuration';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { plural } from '../../components/format';
import { ScrollRegion } from '../../components/ScrollRegion';
import { visible } from '../../components/visible';
import { chosen, type Line, lines } from './settings';
import classes from './SettingsCard.module.css';

/** What the parts were told, secrets masked, and by whom. */
export function SettingsCard({ configuration }: { configuration: Configuration }) {
  const [text, setText] = useState('');
  const [setOnly, setSetOnly] = useState(false);
  const all = lines(configuration);
  const shown = chosen(all, text, setOnly);
  return (
    <Card
      title="Configuration"
      aside={
        <Text size="xs" c="dimmed" role="status">
          {shown.length} of {plural(all.length, 'key')}
        </Text>
      }
      flush
    >
      <Group gap="md" p="sm" px="md">
        <TextInput
          flex={1}
          miw={180}
          maw={360}
          aria-label="Filter the configuration"
          placeholder="Filter by key, value or source"
          leftSection={<IconSearch size={15} aria-hidden />}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <Checkbox
          label="Only what was set"
          checked={setOnly}
          onChange={event => setSetOnly(event.currentTarget.checked)}
        />
      </Group>
      {shown.length === 0 ? (
        <EmptyState title="No key is like that">
          Keys, values and their sources are searched.
        </EmptyState>
      ) : (
        <Settings shown={shown} />
      )}
    </Card>
  );
}

function Settings({ shown }: { shown: readonly Line[] }) {
  return (
    <ScrollRegion label="Keys and values" className={classes.scroll}>
      <Table className={classes.table} verticalSpacing={6} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Key</Table.Th>
            <Table.Th>Value</Table.Th>
            <Table.Th>Set by</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(line => (
            <Table.Tr key={line.key}>
              <Table.Th scope="row">{line.key}</Table.Th>
              <Table.Td>
                <Both line={line} of="value" />
              </Table.Td>
              <Table.Td className={classes.source}>
                <Both line={line} of="source" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}

/** Once where the parts agree, else with the part's name before each. */
function Both({ line, of }: { line: Line; of: 'value' | 'source' }) {
  const { coordinator, gateway, same } = line;
  if (same) return <Told text={coordinator?.[of]} />;
  const parts: [string, Setting | undefined][] = [
    ['coordinator', coordinator],
    ['gateway', gateway],
  ];
  return (
    <>
      {parts.map(([name, setting]) => (
        <div key={name}>
          <Text span size="xs" c="dimmed">
            {name}{' '}
          </Text>
          <Told text={setting?.[of]} />
        </div>
      ))}
    </>
  );
}

/** A path or the name of a variable goes on in another line between its parts, not within a word. */
function Parts({ text }: { text: string }) {
  return (
    <bdi>
      {visible(text)
        .split(/(?<=[/_,=])/)
        .map((part, at) => (
          // Parts have no identity but their place.
          <Fragment key={at}>
            {at > 0 && <wbr />}
            {part}
          </Fragment>
        ))}
    </bdi>
  );
}

function Told({ text }: { text: string | undefined }) {
  if (text !== undefined && text !== '') {
    return (
      <span className={classes.words}>
        <Parts text={text} />
      </span>
    );
  }
  return (
    <Text span c="dimmed" inherit>
      —
    </Text>
  );
}
