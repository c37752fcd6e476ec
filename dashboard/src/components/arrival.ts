import { useEffect } from 'react';

/** Whether somebody comes from another page, rather than opening the dashboard here. */
let arrives = false;

/** Said when one page is left for another. */
export function noteArrival(): void {
  arrives = true;
}

/** Whether it would bring a keyboard of its own over half of the screen. */
const bringsKeyboard = (target: Element) =>
  target.matches('input, textarea') && window.matchMedia('(pointer: coarse)').matches;

/**
 * Moves the focus to what was arrived at, so that keys and screen readers go on from there: to the
 * heading of the page, or to the field or the card that it is for, marked with `data-arrive`.
 */
export function useArrival(): void {
  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (!arrives && !isLost) return;
    const main = document.getElementById('main');
    // At the first load nobody has been anywhere.
    if (main === null || (!arrives && main.dataset.arrived === undefined)) return;
    arrives = false;
    main.dataset.arrived = '';
    const marked = main.querySelector<HTMLElement>('[data-arrive]');
    const meant = marked === null || bringsKeyboard(marked) ? null : marked;
    const target = meant ?? main.querySelector('h1');
    if (target === null) return;
    if (meant === null) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }, []);
}
