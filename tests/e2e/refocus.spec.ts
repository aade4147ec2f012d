/** Refocusing the tab reloads the current state, even where events were lost. */
import type { WebSocketRoute } from '@playwright/test';
import { expect, people, test } from './support/fixtures.ts';

test('a lead whose event was lost is in the list, and told of, as soon as the member comes back to the tab', async ({ cast }) => {
  const shop = await cast.visitor();
  const page = await cast.page();
  let deaf = false;
  let lost = 0;
  await page.routeWebSocket(/\/app\//, (near: WebSocketRoute) => {
    const far = near.connectToServer();
    far.onMessage((message) => {
      if (!deaf) near.send(message);
      else if (String(message).includes('lead.captured')) lost += 1;
    });
  });
  const ben = await cast.signIn(page, people.ben);
  deaf = true;

  await shop.leaveLead('Maja Lindqvist', 'maja.lindqvist@example.com');
  await expect.poll(() => lost).toBeGreaterThan(0);
  await expect(ben.row('Maja Lindqvist')).toHaveCount(0);
  await page.evaluate(() => dispatchEvent(new Event('focus')));

  await expect(ben.row('Maja Lindqvist')).toHaveCount(1);
  await expect(page.getByTestId('toast')).toContainText('New lead: Maja Lindqvist');
});
