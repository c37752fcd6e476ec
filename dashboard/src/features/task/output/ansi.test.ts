import { describe, expect, it } from 'vitest';

import { parse, plain, strip } from './ansi';

const esc = '\u001b';

describe('parse', () => {
  it('leaves a line without escapes in one piece', () => {
    expect(parse('hello').spans).toEqual([{ text: 'hello', style: plain }]);
    expect(parse('').spans).toEqual([]);
  });

  it('takes colours, bright ones and the way back', () => {
    const { spans, end } = parse(`${esc}[31mred${esc}[92mbright${esc}[39mnone${esc}[0m`);
    expect(spans.map(span => [span.text, span.style.fg])).toEqual([
      ['red', 1],
      ['bright', 10],
      ['none', null],
    ]);
    expect(end).toBe(plain);
  });

  it('goes on in the next line with what is open', () => {
    const first = parse(`${esc}[1;34mone`);
    expect(parse('two', first.end).spans).toEqual([
      { text: 'two', style: { ...plain, bold: true, fg: 4 } },
    ]);
  });

  it('reads 256 colours and true colour, in both spellings', () => {
    const colour = (code: string) => parse(`${esc}[${code}mx`).spans[0]?.style.fg;
    expect(colour('38;5;9')).toBe(9);
    expect(colour('38;5;196')).toEqual([255, 0, 0]);
    expect(colour('38;5;244')).toEqual([128, 128, 128]);
    expect(colour('38;2;1;2;300')).toEqual([1, 2, 255]);
    expect(colour('38:2:1:2:3')).toEqual([1, 2, 3]);
    expect(colour('38;5;999')).toBeNull();
  });

  it('knows every attribute and its end', () => {
    const on = parse(`${esc}[1;2;3;4;7;9mx`).spans[0]?.style;
    expect(on).toMatchObject({
      bold: true,
      dim: true,
      italic: true,
      underline: true,
      inverse: true,
      strike: true,
    });
    expect(parse(`${esc}[1;2;3;4;7;9m${esc}[22;23;24;27;29mx`).spans[0]?.style).toEqual(plain);
  });

  it('leaves out what is no colour', () => {
    expect(
      strip(`a${esc}[2Kb${esc}]0;title\u0007c${esc}]8;;http://x${esc}\\d${esc}(Be${esc}`),
    ).toBe('abcde');
    expect(strip('bell\u0007 and \u0000nul\tkeep the tab')).toBe('bell and nul\tkeep the tab');
  });

  it('shows the last pass of a progress bar', () => {
    expect(strip('10%\r50%\r100%')).toBe('100%');
    expect(strip('dos line\r')).toBe('dos line');
  });

  it('keeps markup as text', () => {
    expect(parse('<img src=x onerror=alert(1)>').spans[0]?.text).toBe(
      '<img src=x onerror=alert(1)>',
    );
  });

  it('is quick on a hostile line', () => {
    const line = `${esc}[`.repeat(30_000);
    const started = performance.now();
    parse(line);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
