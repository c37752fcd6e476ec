import { Code, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { type Version, versionsQuery } from '../../api/jobs';
import { Moment } from '../../components/Time';
import { differences } from './differences';
import classes from './Jobs.module.css';

/** Versions of a job, newest first, each with what it changed. */
export function Versions({ jobId }: { readonly jobId: string }) {
  const versions = useQuery(versionsQuery(jobId));
  if (versions.data === undefined) {
    return (
      <Text size="sm" c="dimmed" role="status">
        {versions.isPending ? 'loading…' : 'The versions cannot be shown.'}
      </Text>
    );
  }
  return (
    <Stack gap="md">
      {versions.data.map((version, place) => (
        <Entry key={version.version} version={version} before={versions.data[place + 1]} />
      ))}
    </Stack>
  );
}

function Entry({ version, before }: { version: Version; before: Version | undefined }) {
  const changed = before === undefined ? [] : differences(before.definition, version.definition);
  return (
    <div>
      <Text size="sm">
        <b>Version {version.version}</b> by {version.editedBy}, <Moment at={version.validFrom} />
      </Text>
      {changed.length > 0 && (
        // It scrolls sideways when it is wide, so keys must get there.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
        <div className={classes.inner} tabIndex={0} role="region" aria-label="What it changed">
          <Table className={classes.table} verticalSpacing={4}>
            <Table.Tbody>
              {changed.map(({ field, before: old, after }) => (
                <Table.Tr key={field}>
                  <Table.Td>{field}</Table.Td>
                  <Table.Td>
                    <Code>{old}</Code> → <Code>{after}</Code>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </div>
  );
}
