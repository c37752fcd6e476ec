import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useBlocker } from '@tanstack/react-router';
import { useRef } from 'react';

/**
 * Asks before a form is left in which something was changed. What comes back lets go: it is called
 * before one leaves because all is saved.
 */
export function useLeaveGuard(changed: boolean, what: string): () => void {
  const saved = useRef(false);
  useBlocker({
    disabled: !changed,
    enableBeforeUnload: changed,
    shouldBlockFn: async ({ current, next }) => {
      const same = current.pathname === next.pathname && equal(current.search, next.search);
      // Whoever has to sign in again finds what was typed afterwards.
      if (saved.current || same || next.pathname === '/sign-in') return false;
      return !(await leaves(what));
    },
  });
  return () => {
    saved.current = true;
  };
}

const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function leaves(what: string): Promise<boolean> {
  return new Promise(resolve => {
    modals.openConfirmModal({
      title: 'Leave without saving?',
      children: <Text size="sm">{what}</Text>,
      labels: { confirm: 'Leave', cancel: 'Stay' },
      confirmProps: { color: 'red' },
      onConfirm: () => resolve(true),
      // It closes before it says that it was confirmed.
      onClose: () => queueMicrotask(() => resolve(false)),
    });
  });
}
