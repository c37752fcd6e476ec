import { Button, Center, Code, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import { type Version, versionsQuery } from '../../api/jobs';
import { ScrollRegion } from '../../components/ScrollRegion';
import tables from '../../components/Table.module.css';
import { Moment } from '../../components/Time';
import { Words } from '../../components/Words';
import { differences } from './differences';

/** Versions of a job, newest first, each with what it changed. */
export function Versions({ jobId }: { readonly jobId: string }) {
  const versions = useInfiniteQuery(versionsQuery(jobId));
  if (versions.data === undefined) {
    return (
      <Text size="sm" c="dimmed" role="status">
        {versions.isPending ? 'loading…' : 'The versions cannot be shown.'}
      </Text>
    );
  }
  const rows = versions.data.pages.flatMap(page => page.rows);
  return (
    <Stack gap="md">
      {rows.map((version, place) => (
        <Entry
          key={version.version}
          version={version}
          before={rows[place + 1]}
          cut={versions.hasNextPage && place === rows.length - 1}
        />
      ))}
      {versions.hasNextPage && (
        <Center>
          <Button
            variant="default"
            size="xs"
            loading={versions.isFetchingNextPage}
            onClick={() => void versions.fetchNextPage()}
          >
            Earlier versions
          </Button>
        </Center>
      )}
    </Stack>
  );
}

interface EntryProps {
  readonly version: Version;
  readonly before: Version | undefined;
  /** There is one before it, which was not read. */
  readonly cut: boolean;
}

function Entry({ version, before, cut }: EntryProps) {
  const changed = before === undefined ? [] : differences(before.definition, version.definition);
  return (
    <div>
      <Text size="sm">
        <b>Version {version.version}</b> by <Words>{version.editedBy}</Words>,{' '}
        <Moment at={version.validFrom} />
      </Text>
      {cut && (
        <Text size="sm" c="dimmed">
          What it changed is shown together with the version before it.
        </Text>
      )}
      {changed.length > 0 && (
        <ScrollRegion label={`What version ${version.version} changed`}>
          <Table className={tables.table} verticalSpacing={4}>
            <Table.Tbody>
              {changed.map(({ field, before: old, after }) => (
                <Table.Tr key={field}>
                  <Table.Td>
                    <Words>{field}</Words>
                  </Table.Td>
                  <Table.Td className={tables.wrap}>
                    <Code>
                      <Words>{old}</Words>
                    </Code>{' '}
                    →{' '}
                    <Code>
                      <Words>{after}</Words>
                    </Code>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
      )}
    </div>
  );
}
