import { notifications } from '@mantine/notifications';

import { messageOf } from '../api/problem';
import { visible } from './visible';

/** Says what was done. */
export function said(message: string): void {
  notifications.show({ message: visible(message), color: 'green' });
}

/** Says what was done, and what to mind about it. */
export function warned(message: string): void {
  notifications.show({ message: visible(message), color: 'yellow', autoClose: 10_000 });
}

/** Says what could not be done and why; stays until it is closed or 10 s are over. */
export function failed(title: string, error: unknown): void {
  notifications.show({
    title,
    message: visible(messageOf(error)),
    color: 'red',
    autoClose: 10_000,
  });
}
