import { describe, expect, it } from 'vitest';
import { readAnswer } from './answer_text';
import type { MessageItem } from '../view/item';

const message = (more: Partial<MessageItem>): MessageItem => ({
  kind: 'message',
  key: 'g1',
  seq: 1,
  role: 'agent',
  who: 'Juniper',
  heading: null,
  body: 'Two days [1]. **To Norway [2]**\n- five [3]',
  citations: [],
  busy: false,
  status: null,
  offersHuman: false,
  ...more,
});
const numbers = (more: Partial<MessageItem>): string =>
  JSON.stringify(readAnswer(message(more))).match(/"n":\d/g)?.join() ?? '';
const source = (n: number) => ({ n, title: 'Delivery', url: null });

describe('the numbers of an answer\u2019s sources', () => {
  it('stay where their source is known, also in an answer that was cut', () => {
    expect(numbers({ citations: [source(1), source(2), source(3)] })).toBe('"n":1,"n":2,"n":3');
    expect(numbers({ citations: [source(2)] })).toBe('"n":2');
  });

  it('are left out where there is none', () => {
    expect(numbers({})).toBe('');
    expect(readAnswer(message({ body: 'Two days [1].' }))).toEqual([
      {
        kind: 'paragraph',
        parts: [
          { kind: 'text', text: 'Two days' },
          { kind: 'text', text: '.' },
        ],
      },
    ]);
  });

  it('stay while the answer is being written, and in what a member writes', () => {
    expect(numbers({ busy: true })).toBe('"n":1,"n":2,"n":3');
    expect(numbers({ role: 'human_agent' })).toBe('"n":1,"n":2,"n":3');
  });
});
