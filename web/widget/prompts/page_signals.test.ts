import { describe, expect, it } from 'vitest';
import { scrolledPercent, urlFits } from './page_signals';

describe('what happens on a page', () => {
  it.each([
    ['/pricing', 'https://shop.example/pricing', true],
    ['/pricing', 'https://shop.example/pricing/?a=1#top', true],
    ['/pricing/', 'https://shop.example/pricing', true],
    ['/pricing', 'https://shop.example/pricing/teams', false],
    ['/pricing*', 'https://shop.example/pricing/teams', true],
    ['/pricing*', 'https://shop.example/en/pricing', false],
    ['*/pricing*', 'https://shop.example/en/pricing', true],
    ['/', 'https://shop.example/', true],
    ['/', 'https://shop.example/a', false],
    ['/a?size=*', 'https://shop.example/a?size=2', true],
    ['*utm_source=mail*', 'https://shop.example/?utm_source=mail', true],
    ['https://shop.example/a', 'https://shop.example/a?x=1', true],
    ['https://shop.example/*', 'https://other.example/a', false],
    ['/a.b(c)+', 'https://shop.example/a.b(c)+', true],
    ['/a.b', 'https://shop.example/aXb', false],
    ['*', 'https://shop.example/anything?x', true],
  ])('%s and %s: %s', (pattern, address, fits) => {
    expect(urlFits(pattern, address)).toBe(fits);
  });

  it('counts what has been seen of the page', () => {
    expect(scrolledPercent(0, 500, 1000)).toBe(50);
    expect(scrolledPercent(500, 500, 1000)).toBe(100);
    expect(scrolledPercent(0, 900, 800)).toBe(100);
  });
});
