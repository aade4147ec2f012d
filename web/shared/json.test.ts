import { afterEach, describe, expect, it } from 'vitest';
import { toJson } from './json';

const spoiled = [Array.prototype, Object.prototype] as { toJSON?: () => string }[];
afterEach(() => {
  for (const prototype of spoiled) delete prototype.toJSON;
});

const sample = {
  text: 'quote " and \\ and \u2028',
  number: 1.5,
  no: null,
  left_out: undefined,
  list: [1, 'two', { three: [] }, undefined],
  yes: true,
};

describe('JSON of the widget', () => {
  it('is what JSON.stringify gives', () => {
    expect(toJson(sample)).toBe(JSON.stringify(sample));
  });

  it('stays so where a library of the page gives every array a toJSON', () => {
    const expected = JSON.stringify(sample);
    for (const prototype of spoiled)
      Object.defineProperty(prototype, 'toJSON', {
        configurable: true,
        value: () => 'spoiled',
      });
    expect(JSON.stringify(sample)).not.toBe(expected);
    expect(toJson(sample)).toBe(expected);
  });

  it('has no lone surrogate, and keeps whole pairs', () => {
    expect(JSON.parse(toJson({ a: 'x\ud800', b: '\udc00\u{1f98a}' }))).toEqual({
      a: 'x\ufffd',
      b: '\ufffd\u{1f98a}',
    });
  });
});
