import { ActionIcon, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

import { Words } from './Words';

interface Props {
  value: string;
  /** What is copied, for the label: `id`. */
  what?: string;
  /** Shown instead of the value; `null` for the button alone. */
  shown?: string | null;
}

/** A value that is copied with one click. */
export function CopyId({ value, what = 'id', shown = value }: Props) {
  return (
    <Group gap={4} wrap="nowrap" component="span" display="inline-flex">
      {shown !== null && (
        <Text span ff="monospace" size="sm" style={{ overflowWrap: 'anywhere' }}>
          <Words>{shown}</Words>
        </Text>
      )}
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
            <ActionIcon
              size={24}
              variant="subtle"
              color="gray"
              aria-label={copied ? 'Copied' : `Copy ${what}`}
              onClick={copy}
            >
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
