import { AppShell, Group } from '@mantine/core';
import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

import { noteArrival } from '../../components/arrival';
import { useConnection } from '../../live/context';
import { AccountMenu } from './AccountMenu';
import { AwayNotice } from './AwayNotice';
import { ColorSchemeToggle } from './ColorSchemeToggle';
import { ConnectionBadge } from './ConnectionBadge';
import { Logo } from './Logo';
import { Navigation } from './Navigation';
import { SearchButton } from './SearchButton';
import { ShellTools } from './ShellTools';
import { ShortcutsButton } from './ShortcutsButton';
import classes from './Shell.module.css';

/** What is around every page: a sidebar on a laptop, a bar above and tabs below on a phone. */
export function Shell() {
  const connection = useConnection();
  const router = useRouter();
  useEffect(() => connection.start(), [connection]);
  useEffect(
    () =>
      router.subscribe('onBeforeNavigate', ({ fromLocation, pathChanged }) => {
        if (fromLocation !== undefined && pathChanged) noteArrival();
      }),
    [router],
  );
  return (
    <AppShell
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: true } }}
      footer={{ height: { base: 56, sm: 0 } }}
      withBorder={false}
      transitionDuration={0}
    >
      <a href="#main" className={classes.skip} onClick={toMain}>
        Skip to content
      </a>
      {/* Not the banner: an open dialog has one, and a page has one only. */}
      <AppShell.Header hiddenFrom="sm" role="presentation">
        <div role="region" aria-label="Bar" className={classes.header}>
          <Logo />
          <Group gap={4} wrap="nowrap">
            <ConnectionBadge />
            <SearchButton compact />
            <ColorSchemeToggle />
            <AccountMenu />
          </Group>
        </div>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} visibleFrom="sm">
        <div className={classes.brand}>
          <Logo />
          <ConnectionBadge />
        </div>
        <SearchButton />
        <Navigation place="side" />
        <Group justify="space-between" mt="auto">
          <AccountMenu />
          <Group gap={4}>
            <ShortcutsButton />
            <ColorSchemeToggle />
          </Group>
        </Group>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <div className={classes.page}>
          <AwayNotice />
          <Outlet />
        </div>
      </AppShell.Main>
      <AppShell.Footer className={classes.footer} hiddenFrom="sm">
        <Navigation place="bottom" />
      </AppShell.Footer>
      <ShellTools />
    </AppShell>
  );
}

/** By hand: with a <base> in the page, a link to a fragment would leave it. */
function toMain(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
