import {
  ActionIcon,
  Button,
  CloseButton,
  Group,
  Popover,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconArrowBarToDown,
  IconChevronDown,
  IconChevronUp,
  IconDownload,
  IconSearch,
} from '@tabler/icons-react';

import { downloadAddress, type Stream } from '../../../api/logs';
import classes from './Output.module.css';
import type { Search } from './use-search';

export interface Shown {
  readonly wrap: boolean;
  readonly times: boolean;
}

interface Props {
  readonly taskId: string;
  readonly attempt: number;
  readonly latest: number;
  readonly onAttempt: (attempt: number) => void;
  readonly stream: Stream | null;
  readonly onStream: (stream: Stream | null) => void;
  readonly following: boolean;
  readonly onFollow: (following: boolean) => void;
  readonly shown: Shown;
  readonly onShown: (shown: Shown) => void;
  readonly search: Search;
}

const STREAMS = ['stdout', 'stderr', 'system'] as const satisfies readonly Stream[];

/** What of the output is shown, and how. */
export function Tools(props: Props) {
  const { taskId, attempt, latest, stream, following, shown } = props;
  return (
    <Group className={classes.tools} gap="xs">
      <SearchField search={props.search} />
      {latest > 1 && (
        <Select
          aria-label="Attempt"
          size="xs"
          w={120}
          allowDeselect={false}
          data={Array.from({ length: latest }, (_, at) => ({
            value: String(latest - at),
            label: `Attempt ${latest - at}`,
          }))}
          value={String(attempt)}
          onChange={value => props.onAttempt(Number(value))}
        />
      )}
      <SegmentedControl
        aria-label="Stream"
        size="xs"
        data={[{ value: '', label: 'All' }, ...STREAMS]}
        value={stream ?? ''}
        onChange={value => props.onStream(STREAMS.find(one => one === value) ?? null)}
      />
      <Group gap="xs" ml="auto">
        <Button
          size="xs"
          variant={following ? 'light' : 'default'}
          aria-pressed={following}
          leftSection={<IconArrowBarToDown size={14} aria-hidden />}
          onClick={() => props.onFollow(!following)}
        >
          Follow
        </Button>
        <Popover position="bottom-end" shadow="md" trapFocus>
          <Popover.Target>
            <Tooltip label="View">
              <ActionIcon variant="default" size={30} aria-label="View of the output">
                <IconAdjustmentsHorizontal size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Popover.Target>
          <Popover.Dropdown>
            <Stack gap="sm">
              <Switch
                size="xs"
                label="Wrap long lines"
                checked={shown.wrap}
                onChange={event => props.onShown({ ...shown, wrap: event.currentTarget.checked })}
              />
              <Switch
                size="xs"
                label="Show times"
                checked={shown.times}
                onChange={event => props.onShown({ ...shown, times: event.currentTarget.checked })}
              />
            </Stack>
          </Popover.Dropdown>
        </Popover>
        <Tooltip label="Download the exact bytes">
          <ActionIcon
            component="a"
            variant="default"
            size={30}
            aria-label="Download the output"
            href={downloadAddress(taskId, attempt, stream)}
            download
          >
            <IconDownload size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  );
}

function SearchField({ search }: { search: Search }) {
  return (
    <Group gap={4} wrap="nowrap">
      <TextInput
        aria-label="Search the output"
        placeholder="Search the output"
        size="xs"
        w={{ base: 170, sm: 220 }}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={
          search.query !== '' && (
            <CloseButton size="xs" aria-label="Clear" onClick={() => search.setQuery('')} />
          )
        }
        value={search.query}
        onChange={event => search.setQuery(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') void search.go(event.shiftKey ? 'previous' : 'next');
          if (event.key === 'Escape') search.setQuery('');
        }}
      />
      {search.query !== '' && (
        <>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Previous hit"
            onClick={() => void search.go('previous')}
          >
            <IconChevronUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Next hit"
            onClick={() => void search.go('next')}
          >
            <IconChevronDown size={16} aria-hidden />
          </ActionIcon>
          <Text size="xs" c="dimmed" role="status">
            {search.told}
          </Text>
        </>
      )}
    </Group>
  );
}
