import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { healthQuery, systemQuery } from '../api/system';
import { ErrorState } from '../components/ErrorState';
import { Page } from '../components/Page';
import { PageSkeleton } from '../components/PageSkeleton';
import { SystemView } from '../features/system/SystemView';

export const Route = createLazyRoute('/signed-in/system')({ component: SystemRoute });

/** Nothing tells of the health of parts: it is asked for. */
const EVERY_MS = 5_000;

function SystemRoute() {
  const health = useQuery({ ...healthQuery, refetchInterval: EVERY_MS });
  const system = useQuery({ ...systemQuery, refetchInterval: EVERY_MS });
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
        <SystemView health={health.data} system={system.data} />
      ) : (
        <PageSkeleton />
      )}
    </Page>
  );
}
