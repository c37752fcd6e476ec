import { SimpleGrid, Skeleton, Stack } from '@mantine/core';

/** Where the content will be, while it is read for the first time. */
export function PageSkeleton() {
  return (
    <Stack gap="md" role="status" aria-label="Loading">
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        {[0, 1, 2, 3].map(one => (
          <Skeleton key={one} height={86} radius="lg" />
        ))}
      </SimpleGrid>
      <Skeleton height={280} radius="lg" />
    </Stack>
  );
}
