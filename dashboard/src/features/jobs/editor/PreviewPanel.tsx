import { List, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { type NewJobSchedule, previewQuery } from '../../../api/jobs';
import { messageOf } from '../../../api/problem';
import { Card } from '../../../components/Card';
import { localTime } from '../../../components/format';

/** The next times of a schedule, while it is written. */
export function PreviewPanel({ schedule }: { readonly schedule: NewJobSchedule }) {
  // Compared by its text: each rendering makes another object.
  const [text] = useDebouncedValue(JSON.stringify(schedule), 300);
  const preview = useQuery({
    // What was written above as a schedule.
    ...previewQuery(JSON.parse(text) as NewJobSchedule),
    placeholderData: keepPreviousData,
  });
  return (
    <Card title="Next times">
      <div role="status" aria-live="polite">
        {preview.error !== null ? (
          <Text size="sm" c="red">
            {messageOf(preview.error)}
          </Text>
        ) : preview.data === undefined ? (
          <Text size="sm" c="dimmed">
            …
          </Text>
        ) : (
          <>
            <Text size="sm" mb="xs">
              {preview.data.description}
            </Text>
            {preview.data.times.length === 0 ? (
              <Text size="sm" c="dimmed">
                No time comes by itself.
              </Text>
            ) : (
              <List size="sm" type="ordered" spacing={2}>
                {preview.data.times.map(({ local, note }) => (
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
        )}
      </div>
    </Card>
  );
}
