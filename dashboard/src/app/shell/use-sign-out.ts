import { useMutation } from '@tanstack/react-query';

import { signOut, signOutKey } from '../../api/session';
import { failed } from '../../components/notices';
import { tellTabs } from '../../live/tabs';
import { useLeave } from '../leave';

/** Signs out, here and in the other tabs. */
export function useSignOut() {
  const leave = useLeave();
  return useMutation({
    mutationKey: signOutKey,
    mutationFn: signOut,
    onSuccess: () => {
      tellTabs('signed-out');
      leave('here');
    },
    onError: error => failed('You are still signed in', error),
  });
}
