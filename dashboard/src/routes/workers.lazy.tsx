import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { fleetQuery } from '../api/fleet';
import { workersQuery } from '../api/workers';
import { ErrorState } from '../components/ErrorState';
import { Page } from '../components/Page';
import { PageSkeleton } from '../components/PageSkeleton';
import { useControl } from '../features/workers/control';
import { WorkersView } from '../features/workers/WorkersView';
import { usePolling } from '../live/hooks';
import { useLiveWorkers } from '../live/useLiveWorkers';

export const Route = createLazyRoute('/signed-in/workers')({ component: WorkersRoute });

/** While a change of size is under way the fleet is looked at often: nothing tells of it. */
const MOVING_MS = 1_000;

function WorkersRoute() {
  const { all = false, worker } = Route.useSearch();
  const navigate = Route.useNavigate();
  const refetchInterval = usePolling();
  useLiveWorkers();
  const control = useControl();
  const workers = useQuery({ ...workersQuery(all), refetchInterval });
  const fleet = useQuery({
    ...fleetQuery,
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && data.wanted !== data.present ? MOVING_MS : refetchInterval,
  });
  const broken = [workers, fleet].find(query => query.isLoadingError);
  return (
    <Page title="Workers">
      {broken !== undefined ? (
        <ErrorState
          title="The workers cannot be shown"
          error={broken.error}
          onRetry={() => void broken.refetch()}
        />
      ) : workers.data && fleet.data ? (
        <WorkersView
          workers={workers.data}
          fleet={fleet.data}
          control={control}
          all={all}
          wanted={worker}
          onAll={show =>
            void navigate({ search: { worker, ...(show ? { all: true } : {}) }, replace: true })
          }
        />
      ) : (
        <PageSkeleton />
      )}
    </Page>
  );
}
