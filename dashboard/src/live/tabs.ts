import * as v from 'valibot';

import { basePath } from '../api/base';
import { unique } from '../api/unique';

/** What tabs of one browser tell each other: they share the cookie that signs them in. */
const told = v.object({ news: v.picklist(['signed-in', 'signed-out']), by: v.string() });
export type TabNews = v.InferOutput<typeof told>['news'];

/** This page: a channel leaves out only the object that posts, not the others of the same page. */
const self = unique();

const name = () => `taskmaster ${basePath()}`;

/** Tells the other tabs. */
export function tellTabs(news: TabNews): void {
  const channel = new BroadcastChannel(name());
  channel.postMessage({ news, by: self });
  channel.close();
}

/** Hears of what other tabs tell, until the answer is called. */
export function onTabs(listener: (news: TabNews) => void): () => void {
  const channel = new BroadcastChannel(name());
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (v.is(told, data) && data.by !== self) listener(data.news);
  };
  return () => channel.close();
}
