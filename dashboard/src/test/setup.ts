import '@testing-library/jest-dom/vitest';

import { notifications } from '@mantine/notifications';
import { cleanup } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

afterEach(() => {
  notifications.clean();
  cleanup();
});

// What Mantine and the virtual lists ask of a browser and jsdom does not have.
vi.stubGlobal('matchMedia', (query: string) => ({
  matches: false,
  media: query,
  onchange: null,
  addListener: () => undefined,
  removeListener: () => undefined,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  dispatchEvent: () => false,
}));

class SilentObserver {
  observe = () => undefined;
  unobserve = () => undefined;
  disconnect = () => undefined;
}
vi.stubGlobal('ResizeObserver', SilentObserver);

// axe measures texts on one.
HTMLCanvasElement.prototype.getContext = () => null;

Element.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;

// Fields that grow with their text are measured anew once fonts are there.
Object.defineProperty(document, 'fonts', { value: new EventTarget() });
