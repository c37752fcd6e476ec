import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { configurationQuery } from '../api/configuration';
import { healthQuery, systemQuery } from '../api/system';
import { ErrorState } from '../components/ErrorState';
import { Page } from '../components/Page';
import { PageSkeleton } from '../components/PageSkeleton';
import { SettingsCard } from '../features/system/SettingsCard';
import { SystemView } from '../features/system/SystemView';

export const Route = createLazyRoute('/signed-in/system')({ component: SystemRoute });

/** Nothing tells of the health of parts: it is asked for. */
const EVERY_MS = 5_000;

function SystemRoute() {
  const health = useQuery({ ...healthQuery, refetchInterval: EVERY_MS });
  const system = useQuery({ ...systemQuery, refetchInterval: EVERY_MS });
  const configuration = useQuery(configurationQuery);
  const broken = [health, system].find(query => query.isLoadingError);
  return (
    <Page title="System">
      {broken !== undefined ? (
        <ErrorState
          title="The system cannot be shown"
          error={broken.error}
          onRetry={() => void broken.refetch()}
        />
      ) : health.data && system.data ? (
        <Stack gap="md">
          <SystemView health={health.data} system={system.data} />
          {configuration.error !== null ? (
            <ErrorState
              title="The configuration cannot be shown"
              error={configuration.error}
              onRetry={() => void configuration.refetch()}
            />
          ) : (
            configuration.data && <SettingsCard configuration={configuration.data} />
          )}
        </Stack>
      ) : (
        <PageSkeleton />
      )}
    </Page>
  );
}
