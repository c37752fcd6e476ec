import {
  IconCalendarPlus,
  IconHeartbeat,
  IconLayoutDashboard,
  IconListDetails,
  IconRepeat,
  IconServer2,
  type Icon,
} from '@tabler/icons-react';

/** The pages of the navigation, in its order. */
export const PAGES = [
  { to: '/', label: 'Overview', icon: IconLayoutDashboard, keys: 'g o' },
  { to: '/tasks', label: 'Tasks', icon: IconListDetails, keys: 'g t' },
  { to: '/jobs', label: 'Jobs', icon: IconRepeat, keys: 'g j' },
  { to: '/schedule', label: 'Schedule', icon: IconCalendarPlus, keys: 'n' },
  { to: '/workers', label: 'Workers', icon: IconServer2, keys: 'g w' },
  { to: '/system', label: 'System', icon: IconHeartbeat, keys: 'g s' },
] as const satisfies readonly { to: string; label: string; icon: Icon; keys: string }[];

export type PagePath = (typeof PAGES)[number]['to'];
