import { expect, it } from 'vitest';

import { visible, visibleLines } from './visible';

it('shows what turns a name around', () => {
  expect(visible('\u202Egnp.exe')).toBe('<U+202E>gnp.exe');
  expect(visible('a\u2066b\u2069\u200Fc')).toBe('a<U+2066>b<U+2069><U+200F>c');
});

it('shows what cannot be seen', () => {
  expect(visible('a\u0007\n\u001b[31m\u200b')).toBe('a<U+0007><U+000A><U+001B>[31m<U+200B>');
  expect(visible('\u{e0041}')).toBe('<U+E0041>');
});

it('leaves words of all scripts, joined ones too, and the lines of commands', () => {
  const words = 'Zürich 東京 שלום 👩‍💻 क्‍ष';
  expect(visible(words)).toBe(words);
  expect(visibleLines('a\n\tb\r')).toBe('a\n\tb<U+000D>');
});
