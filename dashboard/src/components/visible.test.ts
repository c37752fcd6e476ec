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

it('shows all that the server calls unseen', () => {
  const formats = ['\u202e', '\u2066', '\u200b', '\ufeff', '\u00ad', '\ufffb'];
  const fillers = ['\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u3164', '\uffa0', '\ufff0'];
  const far = [0x13430, 0x1343f, 0x1bca0, 0x1d173, 0xe0001, 0xe0067, 0xe00ff, 0xe01f0, 0xe0fff];
  for (const mark of [...formats, ...fillers, ...far.map(code => String.fromCodePoint(code))]) {
    expect(visible(`a${mark}b`)).toMatch(/^a<U\+[0-9A-F]{4,5}>b$/);
  }
});

it('leaves words of all scripts, joined ones too, and the lines of commands', () => {
  const words = 'Zürich 東京 שלום 👩‍💻 क्‍ष گزارش\u200cها ❤\ufe0f 葛\u{e0100} \u060012';
  expect(visible(words)).toBe(words);
  expect(visibleLines('a\n\tb\r')).toBe('a\n\tb<U+000D>');
});
