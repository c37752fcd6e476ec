import { notifications } from '@mantine/notifications';

import { messageOf } from '../api/problem';

/** Says what was done. */
export function said(message: string): void {
  notifications.show({ message, color: 'green' });
}

/** Says what could not be done and why; stays until it is closed or 10 s are over. */
export function failed(title: string, error: unknown): void {
  notifications.show({ title, message: messageOf(error), color: 'red', autoClose: 10_000 });
}
