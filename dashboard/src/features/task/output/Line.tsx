import { type CSSProperties, memo } from 'react';

import type { LogLine } from '../../../api/logs';
import { clock } from '../../../components/format';
import { visibleLines } from '../../../components/visible';
import { type Colour, parse, type Style } from './ansi';
import { legible } from './contrast';
import classes from './Output.module.css';
import { highlight } from './search';

interface LineProps {
  readonly line: LogLine;
  readonly query: string;
  readonly current: boolean;
  readonly times: boolean;
  /** It is the rest of a line that is too long for one. */
  readonly goesOn: boolean;
}

const marks = { stdout: '', stderr: 'err', system: 'sys' } as const;

/** One line: its number, where it came from, and its text as spans. */
export const Line = memo(function Line({ line, query, current, times, goesOn }: LineProps) {
  return (
    <div className={classes.line} data-stream={line.stream} data-current={current || undefined}>
      <span className={classes.seq}>{line.seq}</span>
      {times && <span className={classes.time}>{line.time !== null && clock(line.time)}</span>}
      <span className={classes.mark}>{marks[line.stream]}</span>
      <span className={classes.text}>
        {goesOn && <Cut title="The line before goes on here">…</Cut>}
        {highlight(parse(line.text).spans, query).map((piece, at) => {
          const { className, style } = look(piece.style);
          const span = (
            // Pieces have no name but their place, and never move within a line.
            <span key={at} className={className} style={style}>
              {visibleLines(piece.text)}
            </span>
          );
          return piece.hit ? <mark key={at}>{span}</mark> : span;
        })}
        {line.partial && (
          <Cut title="No line feed yet: it goes on in the next line, if there is one">…</Cut>
        )}
      </span>
    </div>
  );
});

/** Where a long line was cut; no part of the text. */
function Cut({ title, children }: { title: string; children: string }) {
  return (
    <span className={classes.cut} title={title} role="img" aria-label={title}>
      {children}
    </span>
  );
}

function look(style: Style): { className?: string; style?: CSSProperties } {
  const [front, back] = style.inverse ? [style.bg ?? 0, style.fg ?? 7] : [style.fg, style.bg];
  const names: (string | undefined)[] = [
    style.bold ? classes.bold : '',
    style.dim ? classes.dim : '',
    style.italic ? classes.italic : '',
    style.underline ? classes.underline : '',
    style.strike ? classes.strike : '',
  ];
  const css: CSSProperties = {};
  const foreground = legible(front, back);
  if (foreground !== null) css.color = paint(foreground);
  if (back !== null) css.backgroundColor = paint(back);
  const className = names.filter(Boolean).join(' ');
  return { ...(className === '' ? {} : { className }), style: css };
}

function paint(colour: Colour): string {
  return typeof colour === 'number' ? `var(--ansi-${colour})` : `rgb(${colour.join(' ')})`;
}
