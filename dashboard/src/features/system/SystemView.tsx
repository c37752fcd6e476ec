import { Anchor, SimpleGrid, Stack } from '@mantine/core';

import { below } from '../../api/base';
import type { Health, System } from '../../api/system';
import { Card } from '../../components/Card';
import { bytes, count } from '../../components/format';
import { TimeAgo } from '../../components/Time';
import { Words } from '../../components/Words';
import { Facts } from './Facts';
import { HealthBadge } from './HealthBadge';
import classes from './SystemView.module.css';

/** The parts, how they do, and where to go on. */
export function SystemView({ health, system }: { health: Health; system: System }) {
  return (
    <Stack gap="md">
      <Card title="Health" aside={<HealthBadge status={health.status} />} flush>
        <ul className={classes.list}>
          {health.parts.map(({ name, part }) => (
            <li key={name} className={classes.part}>
              <span className={classes.badge}>
                <HealthBadge status={part.status} />
              </span>
              <span className={classes.name}>{name}</span>
              <span className={classes.detail}>
                <Words>{part.detail}</Words>
              </span>
            </li>
          ))}
        </ul>
      </Card>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Stack gap="md">
          <Parts system={system} />
          <Card title="Versions and store">
            <Facts
              facts={[
                ['Coordinator', system.version],
                ['Gateway', system.gateway.version],
                ['Store', system.store],
              ]}
            />
          </Card>
          <LinksCard />
        </Stack>
        <LimitsCard limits={system.limits} />
      </SimpleGrid>
    </Stack>
  );
}

function Parts({ system: { coordinators, schedulers, gateway } }: { system: System }) {
  return (
    <Card title="Parts" flush>
      <ul className={classes.list}>
        {coordinators.map(({ id, address, lastBeatAt }) => (
          <li key={id} className={classes.part}>
            <span className={classes.name}>coordinator {id}</span>
            <span className={classes.detail}>
              <Words>{address}</Words>, seen <TimeAgo at={lastBeatAt} />
            </span>
          </li>
        ))}
        {schedulers.map(({ name, duties, lastPassAt }) => (
          <li key={name} className={classes.part}>
            <span className={classes.name}>
              scheduler <Words>{name}</Words>
            </span>
            <span className={classes.detail}>
              {duties.length === 0 ? 'stands by' : duties.join(', ')}, last pass{' '}
              <TimeAgo at={lastPassAt} />
            </span>
          </li>
        ))}
        <li className={classes.part}>
          <span className={classes.name}>gateway</span>
          <span className={classes.detail}>asks {gateway.coordinators.join(', ')}</span>
        </li>
      </ul>
    </Card>
  );
}

function LinksCard() {
  const links = [
    ['api/docs/', 'API, to read and to try'],
    ['api/openapi.json', 'OpenAPI document'],
    ['healthz', 'Liveness of this gateway'],
    ['readyz', 'Readiness of this gateway'],
  ] as const;
  return (
    <Card title="Links">
      <ul className={classes.links}>
        {links.map(([path, label]) => (
          <li key={path}>
            <Anchor href={below(path)} target="_blank" rel="noreferrer" size="sm">
              {label}
            </Anchor>{' '}
            <code>/{path}</code>
          </li>
        ))}
      </ul>
      <p className={classes.hint}>
        Metrics are served for Prometheus at the address that <code>--metrics</code> names, not to
        browsers.
      </p>
    </Card>
  );
}

function LimitsCard({ limits }: Pick<System, 'limits'>) {
  const range = ({ min, max }: { min: number; max: number }) => `${count(min)} to ${count(max)}`;
  return (
    <Card title="Limits">
      <Facts
        facts={[
          ['Command', bytes(limits.commandBytes)],
          ['Metadata', bytes(limits.metadataBytes)],
          ['Output of an attempt', bytes(limits.outputBytes)],
          ['Name', bytes(limits.nameBytes)],
          ['Body of a request', bytes(limits.bodyBytes)],
          ['Tasks of a bulk call', count(limits.bulkTasks)],
          ['Labels', count(limits.labels)],
          ['Attempts', range(limits.attempts)],
          ['Priority', range(limits.priority)],
          ['Timeout in seconds', range(limits.timeoutSeconds)],
          ['Size of the fleet', range(limits.fleet)],
        ]}
      />
    </Card>
  );
}
