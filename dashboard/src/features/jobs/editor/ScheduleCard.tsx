import { Autocomplete, Stack, Switch } from '@mantine/core';

import { Card } from '../../../components/Card';
import { zones } from '../../../components/zones';
import type { PartProps } from './part';
import { Times } from './Times';
import { useShown } from './use-shown';

const ZONES = zones();

/** When it runs, on which clocks, and whether it does at all. */
export function ScheduleCard(props: PartProps) {
  const { form, errors, change } = props;
  const isShown = useShown(form.kind !== 'none', errors.timezone !== undefined);
  return (
    <Card title="Schedule">
      <Stack gap="md">
        <Times {...props} />
        {isShown && (
          <>
            <Autocomplete
              label="Time zone"
              description={
                form.kind === 'interval'
                  ? 'Of the bounds and the blackouts; the wait itself is the same everywhere'
                  : 'Whose clocks all times of this job are read on'
              }
              data={ZONES}
              limit={50}
              value={form.timezone}
              error={errors.timezone}
              onChange={timezone => change({ timezone })}
            />
            <Switch
              label="Schedule on"
              description="Off: the schedule is kept and starts nothing"
              checked={form.active}
              onChange={event => change({ active: event.currentTarget.checked })}
            />
          </>
        )}
      </Stack>
    </Card>
  );
}
