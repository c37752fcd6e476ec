import { basePath } from '../api/base';

/** What tabs of one browser tell each other: they share the cookie that signs them in. */
export type TabNews = 'signed-in' | 'signed-out';

const name = () => `taskmaster ${basePath()}`;

/** Tells the other tabs. */
export function tellTabs(news: TabNews): void {
  const channel = new BroadcastChannel(name());
  channel.postMessage(news);
  channel.close();
}

/** Hears of what other tabs tell, until the answer is called. */
export function onTabs(listener: (news: TabNews) => void): () => void {
  const channel = new BroadcastChannel(name());
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === 'signed-in' || data === 'signed-out') listener(data);
  };
  return () => channel.close();
}
