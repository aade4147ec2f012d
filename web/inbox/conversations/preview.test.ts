import { describe, expect, it } from 'vitest';
import { previewOf } from './preview';

const agent = (body: string) => previewOf({ role: 'agent', body });

describe('the last message in a row', () => {
  it.each([
    ['Two days. [1] Free over 120 €.[2]', 'Two days. Free over 120 €.'],
    ['Open **Orders**, then *My subscription*.', 'Open Orders, then My subscription.'],
    ['See [the guide](https://shop.example/g).', 'See the guide.'],
    ['- Norway: Price 11.90 € - Sweden: 9.90 € [1]', 'Norway: Price 11.90 €, Sweden: 9.90 €'],
    ['We deliver to: - Norway - Sweden', 'We deliver to: Norway, Sweden'],
    ['## Delivery', 'Delivery'],
    ['Open 9 - 17 on weekdays', 'Open 9 - 17 on weekdays'],
    ['Half of **a bo', 'Half of a bo'],
    ['Cut at its number [1', 'Cut at its number'],
    ['Cut at its link [the guide](https://shop.ex', 'Cut at its link'],
  ])('shows “%s” without marks', (body, shown) => {
    expect(agent(body)).toBe(shown);
  });

  it('shows what a visitor wrote as they wrote it', () => {
    const body = '- [1] *really* **not** [a](https://b.example)';
    expect(previewOf({ role: 'visitor', body })).toBe(body);
  });
});
