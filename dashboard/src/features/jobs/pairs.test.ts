import { expect, it } from 'vitest';
import { pairs, unpaired } from './pairs';

it('reads back whatever it wrote', () => {
  const values = {
    PLAIN: 'a=b c',
    EMPTY: '',
    KEY: '-----BEGIN KEY-----\nMIIB==\nA=b\n-----END KEY-----\n',
    RETURN: 'a\rb',
    QUOTED: '"as it is"',
    INNER: 'say "hello"',
  };
  expect(unpaired(values).split('\n')).toHaveLength(6);
  expect(pairs(unpaired(values))).toEqual(values);
});

it('says when a line is no pair', () => {
  for (const text of ['a', '=a', 'A="open', 'A="a" b', 'A="a", "b"'])
    expect(pairs(text)).toBeNull();
  expect(pairs('A="a b"\n\n B=c')).toEqual({ A: 'a b', B: 'c' });
});
