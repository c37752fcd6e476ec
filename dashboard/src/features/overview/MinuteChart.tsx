import { useState, type KeyboardEvent, type PointerEvent } from 'react';

import type { Minute } from '../../api/history';
import type { Instant } from '../../api/time';
import { hourAndMinute } from '../../components/format';
import classes from './MinuteChart.module.css';
import { linePath, roundUp } from './scale';

/** One line, or one part of the stacked bars. */
export interface Series {
  name: string;
  color: string;
  of: (minute: Minute) => number | null;
}

interface Props {
  shape: 'bars' | 'lines';
  minutes: readonly Minute[];
  series: readonly Series[];
  format: (value: number) => string;
}

const WIDTH = 600;
const HEIGHT = 150;

/** Values by minute. Pointing at it, or the arrow keys, tell the numbers of one minute. */
export function MinuteChart({ shape, minutes, series, format }: Props) {
  const [chosen, setChosen] = useState<number | null>(null);
  const values = series.map(one => minutes.map(one.of));
  const highest = roundUp(Math.max(0, ...minutes.map((_, at) => top(shape, values, at))));
  const step = WIDTH / minutes.length;
  const y = (value: number) => HEIGHT - (HEIGHT * value) / highest;
  const shown = chosen ?? minutes.length - 1;
  const minute = minutes[shown];

  const onPointer = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const at = Math.floor(((event.clientX - left) / width) * minutes.length);
    setChosen(Math.max(0, Math.min(minutes.length - 1, at)));
  };
  const onKey = (event: KeyboardEvent) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    setChosen(Math.max(0, Math.min(minutes.length - 1, shown + move)));
  };

  return (
    <figure className={classes.figure}>
      <figcaption className={classes.legend}>
        {series.map((one, index) => {
          const value = values[index]?.[shown] ?? null;
          return (
            <span key={one.name} className={classes.entry}>
              <svg width="9" height="9" aria-hidden>
                <circle cx="4.5" cy="4.5" r="4.5" fill={one.color} />
              </svg>
              {one.name} <b>{value === null ? '–' : format(value)}</b>
            </span>
          );
        })}
        <span className={classes.when}>{minute !== undefined && clock(minute.at)}</span>
      </figcaption>
      <div className={classes.plot}>
        <span className={classes.most}>{format(highest)}</span>
        <svg
          className={classes.svg}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="slider"
          tabIndex={0}
          aria-label={`Minute of ${series.map(one => one.name).join(', ')}`}
          aria-valuemin={0}
          aria-valuemax={minutes.length - 1}
          aria-valuenow={shown}
          aria-valuetext={minute === undefined ? '' : told(minute, series, format)}
          onPointerMove={onPointer}
          onPointerLeave={() => setChosen(null)}
          onKeyDown={onKey}
          onBlur={() => setChosen(null)}
        >
          {[0, 0.5, 1].map(part => (
            <line
              key={part}
              x2={WIDTH}
              y1={HEIGHT * part}
              y2={HEIGHT * part}
              className={classes.grid}
            />
          ))}
          {chosen !== null && (
            <rect x={chosen * step} width={step} height={HEIGHT} className={classes.chosen} />
          )}
          {shape === 'bars'
            ? minutes.map((one, at) => <Bar key={one.at} {...{ at, step, values, series, y }} />)
            : series.map((one, index) => (
                <path
                  key={one.name}
                  d={linePath(values[index] ?? [], at => (at + 0.5) * step, y, step * 0.7)}
                  stroke={one.color}
                  className={classes.line}
                />
              ))}
        </svg>
        <span className={classes.ends}>
          <span>{clock(minutes[0]?.at)}</span>
          <span>{clock(minutes.at(-1)?.at)}</span>
        </span>
      </div>
    </figure>
  );
}

interface BarProps {
  at: number;
  step: number;
  values: readonly (readonly (number | null)[])[];
  series: readonly Series[];
  y: (value: number) => number;
}

/** The parts of one minute above one another. */
function Bar({ at, step, values, series, y }: BarProps) {
  let below = 0;
  return series.map((one, index) => {
    const value = values[index]?.[at] ?? 0;
    const from = below;
    below += value;
    if (value === 0) return null;
    // A few among thousands must still be seen.
    const height = Math.max(1.5, y(from) - y(below));
    const x = at * step + step * 0.15;
    return (
      <rect
        key={one.name}
        x={x}
        y={y(from) - height}
        width={step * 0.7}
        height={height}
        fill={one.color}
      />
    );
  });
}

function top(shape: Props['shape'], values: readonly (readonly (number | null)[])[], at: number) {
  const column = values.map(one => one[at] ?? 0);
  return shape === 'bars' ? column.reduce((a, b) => a + b, 0) : Math.max(...column);
}

function told(minute: Minute, series: readonly Series[], format: Props['format']): string {
  const parts = series.map(one => {
    const value = one.of(minute);
    return `${one.name} ${value === null ? 'none' : format(value)}`;
  });
  return `${clock(minute.at)}: ${parts.join(', ')}`;
}

const clock = (at: Instant | undefined) => (at === undefined ? '' : hourAndMinute(at));
