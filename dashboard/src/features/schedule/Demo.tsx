import { Button, Group, NumberInput, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { submitTasks, taskKeys } from '../../api/tasks';
import { Card } from '../../components/Card';
import { plural } from '../../components/format';
import { Link } from '../../components/LinkButton';
import { failed } from '../../components/notices';
import { demo } from './request';

const MOST = 1_000;

/** Many simulated tasks at once, to see the pages move. */
export function Demo() {
  const [count, setCount] = useState<number | string>(20);
  const client = useQueryClient();
  const submit = useMutation({
    mutationFn: (size: number) => submitTasks(demo(size)),
    onError: error => failed('The demo tasks were not scheduled', error),
    onSettled: () => client.invalidateQueries({ queryKey: taskKeys.all }),
  });
  const size = Number(count);
  const wrong = !(Number.isInteger(size) && size >= 1 && size <= MOST);
  return (
    <Card title="Demo tasks">
      <Text size="sm" c="dimmed" mb="sm">
        Tasks of kind simulate: each takes two seconds, and about one in twenty fails.
      </Text>
      <Group align="flex-start" gap="xs">
        <NumberInput
          aria-label="How many"
          w={110}
          min={1}
          max={MOST}
          clampBehavior="none"
          value={count}
          error={wrong && `1 to ${MOST.toLocaleString('en')}`}
          onChange={setCount}
        />
        <Button
          variant="default"
          disabled={wrong}
          loading={submit.isPending}
          onClick={() => submit.mutate(size)}
        >
          Schedule them
        </Button>
      </Group>
      {submit.data !== undefined && (
        <Text size="sm" mt="sm" role="status">
          {plural(submit.data.length, 'task')} scheduled.{' '}
          <Link to="/tasks" search={{ label: ['demo=true'] }} size="sm" underline="always">
            See them
          </Link>
        </Text>
      )}
    </Card>
  );
}
