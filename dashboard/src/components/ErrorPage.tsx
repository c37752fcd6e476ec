import { Container } from '@mantine/core';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';

import { messageOf } from '../api/problem';
import { isNotLoaded, useComeBack } from '../app/come-back';
import { ErrorState } from './ErrorState';

/** Instead of a page that could not be shown. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (isNotLoaded(messageOf(error))) return <NotLoaded error={error} reset={reset} />;
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Container size="sm" py="xl" component="section">
      <ErrorState title="This page cannot be shown" error={error} onRetry={retry} />
    </Container>
  );
}

const WHY =
  'TaskMaster cannot be reached, or it is of another version since this page was opened. It is ' +
  'tried again by itself when TaskMaster answers; if that does not help, try again here';

function NotLoaded({ error, reset }: Pick<ErrorComponentProps, 'error' | 'reset'>) {
  useComeBack(error, reset);
  return (
    <Container size="sm" py="xl" component="section">
      <ErrorState
        title="This page cannot be loaded"
        error={new Error(WHY)}
        onRetry={() => window.location.reload()}
      />
    </Container>
  );
}
