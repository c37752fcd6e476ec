import { Tooltip } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';

import { Badge } from '../../components/StateBadge';

export const DISABLED = 'The job is disabled: nothing is started, by its schedule or by hand.';

/** Says that a job refuses every run. */
export function DisabledBadge() {
  return (
    <Tooltip label={DISABLED}>
      <Badge like="paused" icon={IconPlayerPause}>
        disabled
      </Badge>
    </Tooltip>
  );
}
