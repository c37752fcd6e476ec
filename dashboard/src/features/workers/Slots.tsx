import classes from './Slots.module.css';

/** Slots that are used, each as a piece, or as one bar when there are many. */
export function Slots({ used, slots }: { used: number; slots: number }) {
  const pieces = slots <= 16 ? slots : 1;
  const filled = (piece: number) =>
    pieces === slots ? (piece < used ? 100 : 0) : (100 * Math.min(used, slots)) / slots;
  return (
    <div className={classes.slots}>
      <svg className={classes.bar} height="6" width="100%" aria-hidden>
        {Array.from({ length: pieces }, (_, piece) => {
          const x = `${(100 * piece) / pieces}%`;
          const width = pieces === 1 ? 100 : 100 / pieces - 1.5;
          return (
            <g key={piece}>
              <rect x={x} width={`${width}%`} height="6" rx="3" className={classes.free} />
              <rect
                x={x}
                width={`${(width * filled(piece)) / 100}%`}
                height="6"
                rx="3"
                className={classes.used}
              />
            </g>
          );
        })}
      </svg>
      <span className={classes.text}>
        {used} of {slots} slots
      </span>
    </div>
  );
}
