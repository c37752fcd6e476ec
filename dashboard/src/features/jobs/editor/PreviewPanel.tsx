import { List, Text } from '@mantine/core';

import type { Preview } from '../../../api/jobs';
import { messageOf } from '../../../api/problem';
import { Card } from '../../../components/Card';
import { localTime } from '../../../components/format';
import { Words } from '../../../components/Words';
import { timesWithin } from '../../../components/zoned';

interface Props {
  readonly preview: { readonly data: Preview | undefined; readonly error: Error | null } | null;
  /** What is wrong is told beside its field. */
  readonly placed: boolean;
  readonly zone: string;
}

/** The next times of a schedule, while it is written. */
export function PreviewPanel({ preview, placed, zone }: Props) {
  return (
    <Card title="Next times">
      <div role="status" aria-live="polite">
        {placed ? (
          <Text size="sm" c="var(--mantine-color-error)">
            None yet: what is wrong with the schedule stands beside its fields.
          </Text>
        ) : preview === null ? (
          <Text size="sm" c="dimmed">
            They are shown once the schedule says when.
          </Text>
        ) : preview.error !== null ? (
          <Text size="sm" c="var(--mantine-color-error)">
            <Words>{messageOf(preview.error)}</Words>
          </Text>
        ) : preview.data === undefined ? (
          <Text size="sm" c="dimmed">
            …
          </Text>
        ) : (
          <Times {...preview.data} zone={zone} />
        )}
      </div>
    </Card>
  );
}

function Times({ description, times, zone }: Preview & { readonly zone: string }) {
  return (
    <>
      <Text size="sm" mb="xs">
        {timesWithin(description, zone)}
      </Text>
      {times.length === 0 ? (
        <Text size="sm" c="dimmed">
          No time comes by itself.
        </Text>
      ) : (
        // As wide as the numbers: the last has two digits.
        <List size="sm" type="ordered" spacing={2} style={{ paddingInlineStart: '1.75rem' }}>
          {times.map(({ local, note }) => (
            <List.Item key={local}>
              <span className="tabular">{localTime(local)}</span>
              {note !== null && (
                <Text span size="xs" c="dimmed">
                  {' '}
                  {note}
                </Text>
              )}
            </List.Item>
          ))}
        </List>
      )}
    </>
  );
}
