import {
  Alert,
  Button,
  Center,
  Code,
  Loader,
  PasswordInput,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState, type SyntheticEvent } from 'react';

import { below } from '../../api/base';
import { ApiError, messageOf } from '../../api/problem';
import { isSignedIn, signIn, type Credential } from '../../api/session';
import { Words } from '../../components/Words';
import { useConnection } from '../../live/context';
import { onTabs, tellTabs, type TabNews } from '../../live/tabs';
import { takeCode } from './code';
import classes from './SignIn.module.css';

interface Props {
  from?: string | undefined;
  /** Why somebody who was signed in is not any more. */
  why?: keyof typeof REASONS | undefined;
}

const REASONS = {
  ended: 'Your session has ended',
  elsewhere: 'You signed out in another tab',
};

/** Signs in by the code of a link or by a token, then goes back to where somebody wanted to be. */
export function SignIn({ from = '/', why }: Props) {
  useDocumentTitle('Sign in · TaskMaster');
  const navigate = useNavigate();
  const client = useQueryClient();
  const connection = useConnection();
  const goIn = async () => {
    // What is there may be of somebody else: this page opens also while somebody is signed in.
    connection.stop();
    client.clear();
    await navigate({ href: from, replace: true });
  };
  const enter = useMutation({
    mutationFn: enterBy,
    onSuccess: async () => {
      tellTabs('signed-in');
      await goIn();
    },
  });
  // The cookie is that of all tabs.
  const onOtherTab = useEffectEvent((news: TabNews) => {
    if (news === 'signed-in') void goIn();
  });
  useEffect(() => onTabs(news => onOtherTab(news)), []);
  const { mutate } = enter;
  useEffect(() => {
    const enterByLink = () => {
      const code = takeCode();
      if (code !== null) mutate({ code });
    };
    enterByLink();
    // A link that is opened where this page is already shown only changes the fragment.
    window.addEventListener('hashchange', enterByLink);
    return () => window.removeEventListener('hashchange', enterByLink);
  }, [mutate]);

  const byLink = enter.variables !== undefined && 'code' in enter.variables;
  return (
    <Center component="main" className={classes.page}>
      <Stack gap="lg" className={classes.box}>
        <Stack gap={6} align="center">
          <img src={below('favicon.svg')} width={40} height={40} alt="" />
          <Title order={1}>Sign in to TaskMaster</Title>
        </Stack>
        {byLink && enter.isPending ? (
          <Center py="xl" role="status" aria-label="Signing in">
            <Loader size="sm" />
          </Center>
        ) : (
          <>
            {why !== undefined && !enter.isError && (
              <Alert role="status" icon={<IconInfoCircle aria-hidden />} title={REASONS[why]}>
                Sign in again to go on where you were.
              </Alert>
            )}
            {enter.isError && <Refused error={enter.error} byLink={byLink} />}
            <TokenForm busy={enter.isPending} onToken={token => mutate({ token })} />
            <Help />
          </>
        )}
      </Stack>
    </Center>
  );
}

/** A link works once; for whoever is signed in already it leads in all the same. */
async function enterBy(credential: Credential): Promise<void> {
  try {
    await signIn(credential);
  } catch (error) {
    if (!('code' in credential) || !(await isSignedIn())) throw error;
  }
}

function Refused({ error, byLink }: { error: unknown; byLink: boolean }) {
  const unknown = error instanceof ApiError && error.status === 401;
  const title = byLink ? 'The link does not sign you in' : 'The token does not sign you in';
  const why = byLink
    ? 'A link works once and for an hour. Make another one, as below, or use a token.'
    : 'It is mistyped, revoked or expired.';
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert">
      <Words>{unknown ? why : messageOf(error)}</Words>
    </Alert>
  );
}

function TokenForm({ busy, onToken }: { busy: boolean; onToken: (token: string) => void }) {
  const [token, setToken] = useState('');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const trimmed = token.trim();
    if (trimmed !== '') onToken(trimmed);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <PasswordInput
          label="Token"
          size="md"
          value={token}
          onChange={event => setToken(event.currentTarget.value)}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
          data-autofocus
        />
        <Button type="submit" size="md" fullWidth loading={busy} disabled={token.trim() === ''}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

function Help() {
  return (
    <Text size="sm" c="dimmed" component="div">
      <Text inherit>
        The token is in <Code>admin.token</Code> in the data folder.{' '}
        <Code>taskmaster token link</Code> prints a link that signs you in without it.
      </Text>
    </Text>
  );
}
