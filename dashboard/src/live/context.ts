import { createContext, useContext } from 'react';

import { LiveConnection, socketUrl } from './connection';
import { baseUrl } from '../api/base';
import { onReach } from '../api/client';
import { isSignedIn } from '../api/session';

export const LiveContext = createContext<LiveConnection | null>(null);

/** The page's connection. */
export function useConnection(): LiveConnection {
  const connection = useContext(LiveContext);
  if (connection === null) throw new Error('there is no <LiveContext> above this component');
  return connection;
}

export function pageConnection(): LiveConnection {
  const connection = new LiveConnection(socketUrl(baseUrl()), {
    probe: () => void isSignedIn(),
  });
  onReach(connection.answered);
  return connection;
}
