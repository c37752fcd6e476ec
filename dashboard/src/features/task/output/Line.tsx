import { type CSSProperties, memo } from 'react';

import type { LogLine } from '../../../api/logs';
import { type Colour, parse, type Style } from './ansi';
import { legible } from './contrast';
import classes from './Output.module.css';
import { highlight } from './search';

interface LineProps {
  readonly line: LogLine;
  readonly query: string;
  readonly current: boolean;
  readonly times: boolean;
}

const marks = { stdout: '', stderr: 'err', system: 'sys' } as const;

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** One line: its number, where it came from, and its text as spans. */
export const Line = memo(function Line({ line, query, current, times }: LineProps) {
  return (
    <div className={classes.line} data-stream={line.stream} data-current={current || undefined}>
      <span className={classes.seq}>{line.seq}</span>
      {times && (
        <span className={classes.time}>{line.time !== null && clock.format(line.time)}</span>
      )}
      <span className={classes.mark}>{marks[line.stream]}</span>
      <span className={classes.text}>
        {highlight(parse(line.text).spans, query).map((piece, at) => {
          const { className, style } = look(piece.style);
          const span = (
            // Pieces have no name but their place, and never move within a line.
            <span key={at} className={className} style={style}>
              {piece.text}
            </span>
          );
          return piece.hit ? <mark key={at}>{span}</mark> : span;
        })}
      </span>
    </div>
  );
});

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
