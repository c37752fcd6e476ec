import { useEffect, type RefObject } from 'react';

/** What a field with an error looks like; a group of fields has the second. */
const WRONG = '[aria-invalid="true"], [data-invalid-group]';

/** Frames in which a fold can open. */
const PATIENCE = 40;

/**
 * Goes to the first field with an error each time that a form is refused. `refused` is another
 * value each time, and null while it is not.
 */
export function useFirstError(form: RefObject<HTMLElement | null>, refused: unknown): void {
  useEffect(() => {
    if (refused === null) return;
    let left = PATIENCE;
    let frame = 0;
    const go = () => {
      const field = form.current?.querySelector<HTMLElement>(WRONG);
      // What is still folded away takes no focus.
      field?.focus({ preventScroll: true });
      if (field && document.activeElement === field) field.scrollIntoView({ block: 'center' });
      else if ((left -= 1) > 0) frame = requestAnimationFrame(go);
    };
    frame = requestAnimationFrame(go);
    return () => cancelAnimationFrame(frame);
  }, [form, refused]);
}
