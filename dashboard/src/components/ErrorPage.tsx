import { Container } from '@mantine/core';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';

import { messageOf } from '../api/problem';
import { ErrorState } from './ErrorState';

/** What browsers and the build say when a part of the program itself cannot be had. */
const NOT_LOADED = /dynamically imported module|preload|importing a module/i;

/** Instead of a page that could not be shown. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (NOT_LOADED.test(messageOf(error))) {
    const why =
      'TaskMaster cannot be reached, or it is of another version since this page was opened';
    return (
      <Container size="sm" py="xl" component="section">
        <ErrorState
          title="This page cannot be loaded"
          error={new Error(why)}
          onRetry={() => window.location.reload()}
        />
      </Container>
    );
  }
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
