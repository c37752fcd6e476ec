import { UnstyledButton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';

import { count } from '../../../components/format';
import { Line } from './Line';
import { goesOn } from './model';
import classes from './Output.module.css';
import type { OutputStore, View } from './store';

interface Props {
  readonly store: OutputStore;
  readonly view: View;
  readonly wrap: boolean;
  readonly times: boolean;
  readonly query: string;
  /** The line that a search is at. */
  readonly current: number | null;
  readonly following: boolean;
  readonly onFollow: (following: boolean) => void;
  /** What to say when there is no line. */
  readonly empty: string;
}

const LINE_PX = 20;

/** The lines that are held; only those in sight are drawn. */
export function Lines(props: Props) {
  const { store, view, wrap, times, query, current, following, onFollow, empty } = props;
  const { lines, atStart, atEnd } = view.held;
  const box = useRef<HTMLDivElement>(null);
  const firstSeq = useRef<number | null>(null);
  const top = useRef(0);

  // eslint-disable-next-line react-hooks/incompatible-library -- its answers are not memoized here
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_PX,
    getItemKey: at => lines[at]?.seq ?? at,
    overscan: 20,
  });

  // Lines that come or go above must not move those in sight.
  useLayoutEffect(() => {
    const before = firstSeq.current;
    const now = lines.at(0)?.seq ?? null;
    firstSeq.current = now;
    if (before === null || now === null || before === now || following) return;
    const moved =
      before > now
        ? lines.findIndex(line => line.seq === before)
        : -Math.min(before === now ? 0 : now - before, lines.length);
    if (moved !== -1) virtual.scrollToOffset(Math.max(0, top.current + moved * LINE_PX));
  }, [lines, following, virtual]);

  const last = lines.at(-1)?.seq;
  useLayoutEffect(() => {
    if (following && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [following, last, lines.length, wrap, virtual]);

  useEffect(() => {
    const at = current === null ? -1 : lines.findIndex(line => line.seq === current);
    if (at !== -1) virtual.scrollToIndex(at, { align: 'center' });
    // Only a step of the search moves the view, not the lines that come meanwhile.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [current, virtual]);

  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    const up = element.scrollTop < top.current - 1;
    top.current = element.scrollTop;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (following && up && below > 2 * LINE_PX) onFollow(false);
    if (!following && atEnd && !up && below < LINE_PX / 2) onFollow(true);
    if (view.busy !== null) return;
    if (element.scrollTop < 5 * LINE_PX && !atStart && !following && up) void store.earlier();
    if (below < 5 * LINE_PX && !atEnd && !up) void store.later();
  };

  if (lines.length === 0) {
    return <div className={classes.blank}>{view.busy === 'opening' ? 'Reading…' : empty}</div>;
  }
  return (
    <>
      {!atStart && (
        <div className={classes.edge}>
          <span>From line {count(lines[0]?.seq ?? 0)}</span>
          <UnstyledButton fz="inherit" onClick={() => void load('earlier')}>
            {view.busy === 'earlier' ? 'Loading…' : 'Load earlier'}
          </UnstyledButton>
          <UnstyledButton fz="inherit" onClick={() => void load('start')}>
            First line
          </UnstyledButton>
        </div>
      )}
      {/* Read aloud only when asked: output can be a million lines. It scrolls, so keys must get there. */}
      <div
        ref={box}
        className={classes.scroll}
        onScroll={onScroll}
        role="log"
        aria-live="off"
        aria-label="Output"
        aria-busy={view.busy !== null}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
        tabIndex={0}
      >
        <div
          className={classes.all}
          data-wrap={wrap || undefined}
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(item => {
            const line = lines[item.index];
            return (
              line && (
                <div
                  key={item.key}
                  ref={wrap ? virtual.measureElement : undefined}
                  data-index={item.index}
                  className={classes.row}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <Line
                    line={line}
                    query={query}
                    current={line.seq === current}
                    times={times}
                    goesOn={goesOn(lines, item.index)}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
      {!atEnd && (
        <div className={classes.edge}>
          <span>To line {count(last ?? 0)}</span>
          <UnstyledButton fz="inherit" onClick={() => void store.later()}>
            {view.busy === 'later' ? 'Loading…' : 'Load later'}
          </UnstyledButton>
          <UnstyledButton fz="inherit" onClick={() => onFollow(true)}>
            Last line
          </UnstyledButton>
        </div>
      )}
    </>
  );

  async function load(what: 'earlier' | 'start') {
    onFollow(false);
    if (what === 'earlier') return store.earlier();
    await store.toStart();
    firstSeq.current = null;
    virtual.scrollToOffset(0);
  }
}
