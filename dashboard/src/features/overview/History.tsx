import { SegmentedControl, SimpleGrid } from '@mantine/core';
import { useState } from 'react';

import type { Minute, Percentiles } from '../../api/history';
import { stateColor } from '../../app/stateColors';
import { Card } from '../../components/Card';
import { count, duration } from '../../components/format';
import { MinuteChart, type Series } from './MinuteChart';

const THROUGHPUT: Series[] = [
  { name: 'Completed', color: stateColor('completed'), of: minute => minute.completed },
  { name: 'Failed', color: stateColor('failed'), of: minute => minute.failed },
];

const LATENCIES = { wait: 'Queue wait', run: 'Run time' } as const;
type Latency = keyof typeof LATENCIES;

const PERCENTILES: { name: keyof Percentiles; color: string }[] = [
  { name: 'p50', color: stateColor('scheduled') },
  { name: 'p95', color: stateColor('paused') },
  { name: 'p99', color: stateColor('waiting') },
];

/** Throughput and latency over the last hour. */
export function History({ minutes }: { minutes: readonly Minute[] }) {
  const [latency, setLatency] = useState<Latency>('wait');
  const series = PERCENTILES.map(({ name, color }) => ({
    name,
    color,
    of: (minute: Minute) => minute[latency][name],
  }));
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Card title="Throughput">
        <MinuteChart shape="bars" minutes={minutes} series={THROUGHPUT} format={count} />
      </Card>
      <Card
        title="Latency"
        aside={
          <SegmentedControl
            size="xs"
            aria-label="Which latency"
            value={latency}
            onChange={setLatency}
            data={Object.entries(LATENCIES).map(([value, label]) => ({
              // The keys of the object above.
              value: value as Latency,
              label,
            }))}
          />
        }
      >
        <MinuteChart shape="lines" minutes={minutes} series={series} format={duration} />
      </Card>
    </SimpleGrid>
  );
}
