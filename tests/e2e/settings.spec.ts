/**
 * The settings of the agent and of the members: by keyboard, with errors beside their fields, for
 * each role.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';

import { test } from './support/agent_settings.ts';
import { expect, people } from './support/fixtures.ts';

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    ),
  ).toEqual([]);
}

/** As somebody without a pointer gets there. */
async function tabTo(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const page = target.page();
  for (let n = 0; n < 80; n += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${target}`);
}

/** Replaces what stands in the field that has the focus. */
async function retype(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

const nameOf = (page: Page) => page.getByLabel('Name', { exact: true });
const ruleNames = (page: Page) =>
  page.getByRole('region', { name: 'Behavior rules' }).locator('li b');

test('an admin changes the agent by keyboard, and the next visitor sees it', async ({ cast, settings }) => {
  await settings.setRules([]);
  const { page } = await cast.member(people.admin);
  await page.goto('/app/settings/agent');
  await expect(nameOf(page)).toHaveValue('Juniper');

  const origins = await page.getByLabel('Allowed sites').inputValue();
  await tabTo(page.getByLabel('Greeting'));
  await retype(page, 'Good to see you.');
  await tabTo(page.getByLabel('Allowed sites'));
  await retype(page, `${origins}\nshop.example`);
  await tabTo(page.getByRole('button', { name: 'Add a field' }));
  await page.keyboard.press('Enter');
  const fresh = page.getByRole('group', { name: 'Fields' }).getByRole('listitem').last();
  await expect(fresh.getByLabel('Label')).toBeFocused();
  await page.keyboard.type('Name of your firm');
  await tabTo(page.getByRole('button', { name: 'Save' }));
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Allowed sites')).toHaveAccessibleDescription(
    /“shop\.example” is not a valid site address/,
  );
  await expect(page.getByLabel('Allowed sites')).toBeFocused();

  await retype(page, `${origins}\nHTTPS://Shop.Example:443`);
  await tabTo(page.getByRole('button', { name: 'Save' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Allowed sites')).toHaveValue(/https:\/\/shop\.example$/);
  await expect(fresh.getByLabel('Saved as')).toHaveValue('name_of_your_firm');

  const visitor = await cast.visitor();
  await expect(visitor.log).toContainText('Good to see you.');
  await visitor.ask('please call me');
  await expect(visitor.log.getByLabel('Name of your firm')).toBeVisible();
});

test('rules are added, moved, switched off, changed and removed by keyboard', async ({ cast, settings, snap }) => {
  await settings.setRules([{ kind: 'lead_capture', name: 'Leaving', when: { exit_intent: true } }]);
  const { page } = await cast.member(people.admin);
  await page.goto('/app/settings/agent');
  await expect(ruleNames(page)).toHaveText(['Leaving']);

  await tabTo(page.getByRole('button', { name: 'Add a rule' }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add a rule' });
  await expect(dialog.getByLabel('Name (only your team sees it)')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Name (only your team sees it)')).toHaveAccessibleDescription(
    'Please fill this in',
  );
  await expect(dialog.getByText('Choose at least one condition')).toBeVisible();
  await snap(page, '70-rule-refused');
  await expectNoViolations(page);
  await page.keyboard.type('Prices');
  await tabTo(dialog.getByLabel('The visitor’s message contains one of these, one per line'));
  await page.keyboard.type('price\noffer');
  await tabTo(dialog.getByRole('button', { name: 'messages were sent' }));
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Messages sent (at least)')).toBeFocused();
  await page.keyboard.type('two');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Messages sent (at least)')).toHaveAccessibleDescription(
    'Must be a whole number',
  );
  await expect(dialog.getByLabel('Messages sent (at least)')).toBeFocused();
  await retype(page, '2');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Add a rule' })).toBeFocused();
  await expect(ruleNames(page)).toHaveText(['Leaving', 'Prices']);
  await expect(
    page.getByText('When the visitor says “price” or “offer” and has sent 2 messages'),
  ).toBeVisible();

  await tabTo(page.getByRole('button', { name: 'Move up: Prices' }));
  await page.keyboard.press('Enter');
  await expect(ruleNames(page)).toHaveText(['Prices', 'Leaving']);
  await expect(page.getByRole('button', { name: 'Move up: Prices' })).toBeFocused();
  await tabTo(page.getByRole('checkbox', { name: 'Enabled: Prices' }), 'Shift+Tab');
  await page.keyboard.press('Space');
  await expect(page.getByRole('checkbox', { name: 'Enabled: Prices' })).not.toBeChecked();
  expect((await settings.rules()).map(({ name, enabled }) => [name, enabled])).toEqual([
    ['Prices', false],
    ['Leaving', true],
  ]);

  await tabTo(page.getByRole('button', { name: 'Edit: Leaving' }));
  await page.keyboard.press('Enter');
  await retype(page, 'Turning away');
  await page.keyboard.press('Enter');
  await expect(ruleNames(page)).toHaveText(['Prices', 'Turning away']);
  await expect(page.getByRole('button', { name: 'Edit: Turning away' })).toBeFocused();

  await tabTo(page.getByRole('button', { name: 'Remove: Turning away' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' })).toBeFocused();
  await tabTo(page.getByRole('button', { name: 'Remove rule' }));
  await page.keyboard.press('Enter');
  await expect(ruleNames(page)).toHaveText(['Prices']);
  await expect(page.getByRole('button', { name: 'Add a rule' })).toBeFocused();
  expect((await settings.rules()).map(({ name }) => name)).toEqual(['Prices']);
});

test('a change that is made while another one is on its way loses neither', async ({ cast, settings }) => {
  await settings.setRules(
    ['One', 'Two'].map((name) => ({ kind: 'lead_capture', name, when: { exit_intent: true } })),
  );
  const { page } = await cast.member(people.admin);
  await page.goto('/app/settings/agent');
  await expect(ruleNames(page)).toHaveText(['One', 'Two']);
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/rules$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('checkbox', { name: 'Enabled: One' }).click();
  await page.getByRole('button', { name: 'Move up: Two' }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Name (only your team sees it)').fill('Three');
  await page.getByLabel('Page, e.g. /pricing*').fill('/three');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Saving…' })).toBeVisible();
  release();
  await expect(ruleNames(page)).toHaveText(['Two', 'One', 'Three']);
  expect((await settings.rules()).map(({ name, enabled }) => [name, enabled])).toEqual([
    ['Two', true],
    ['One', false],
    ['Three', true],
  ]);
});

test('the line for a site is copied', async ({ cast, demo }) => {
  const { page } = await cast.member(people.admin);
  await page
    .context()
    .grantPermissions(['clipboard-read', 'clipboard-write'], { origin: demo.base });
  await page.goto('/app/settings/agent');
  await page.getByRole('button', { name: 'Copy the line' }).click();
  await expect(page.getByRole('button', { name: 'Copied the line' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(
    new RegExp(
      `^<script async src="${demo.base}/widget\\.js" data-agent-id="[0-9A-Z]{26}" data-accent="#24483F"></script>$`,
    ),
  );
  await expect(page.getByTestId('snippet')).toHaveText(copied);
});

test('an owner adds a member by keyboard, changes the role, and removes the member, who is signed out', async ({ cast, demo, snap }) => {
  const { page } = await cast.member(people.owner);
  await page.goto('/app/settings/members');
  await tabTo(page.getByRole('button', { name: 'Add a member' }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add a member' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Lee Park');
  await tabTo(dialog.getByLabel('Email'));
  await page.keyboard.type(people.ben);
  await tabTo(dialog.getByLabel('Password'));
  await page.keyboard.type('a long first password');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Email')).toHaveAccessibleDescription(
    'Already a member of this workspace',
  );
  await expect(dialog.getByLabel('Email')).toBeFocused();
  await snap(page, '71-member-refused');
  await expectNoViolations(page);
  await retype(page, 'lee@northline.example');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  const row = page.getByRole('listitem').filter({ hasText: 'lee@northline.example' });
  await expect(row).toContainText('Lee Park');

  const lee = await cast.page();
  await lee.goto('/login');
  await lee.getByLabel('Email').fill('lee@northline.example');
  await lee.getByLabel('Password', { exact: true }).fill('a long first password');
  await lee.getByRole('button', { name: 'Sign in' }).click();
  await expect(lee.getByTestId('sync').getByText('In sync')).toBeVisible();
  await expect(lee.getByRole('link', { name: 'Settings' })).toHaveCount(0);

  await tabTo(page.getByRole('combobox', { name: 'Role of Lee Park' }));
  const stored = page.waitForResponse(
    (response) =>
      response.request().method() === 'PATCH' && response.url().includes('/api/members/'),
  );
  // The first key opens the list, so that a stray one changes nothing.
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await stored;
  await expect(page.getByRole('combobox', { name: 'Role of Lee Park' })).toHaveValue('admin');
  await lee.reload();
  await lee.getByRole('link', { name: 'Settings' }).click();
  await expect(lee.getByLabel('Greeting')).toBeVisible();

  await tabTo(page.getByRole('button', { name: 'Remove Lee Park' }));
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('dialog', { name: 'Remove Lee Park?' }).getByRole('button', { name: 'Cancel' }),
  ).toBeFocused();
  await snap(page, '72-member-remove');
  await expectNoViolations(page);
  await tabTo(page.getByRole('button', { name: 'Remove member' }));
  await page.keyboard.press('Enter');
  await expect(row).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Add a member' })).toBeFocused();
  await lee.reload();
  await expect(lee.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect((await lee.request.get(`${demo.base}/api/conversations`)).status()).toBe(401);
});

test('the last owner stays, and an admin does not touch owners', async ({ cast }) => {
  for (const [who, why] of [
    [people.owner, 'A workspace needs an owner'],
    [people.admin, 'Only owners can change another owner'],
  ] as const) {
    const { page } = await cast.member(who);
    await page.goto('/app/settings/members');
    const owner = page.getByRole('listitem').filter({ hasText: people.owner });
    await expect(owner).toContainText(why);
    await expect(owner.getByRole('button')).toHaveCount(0);
    await expect(owner.getByRole('combobox')).toHaveCount(0);
    await expect(
      page.getByRole('listitem').filter({ hasText: people.ben }).getByRole('combobox'),
    ).toBeVisible();
  }
});

test('a member sees neither page, and the server refuses what they would do', async ({ cast, demo }) => {
  const { page } = await cast.member(people.ben);
  for (const path of ['agent', 'members']) {
    await page.goto(`/app/settings/${path}`);
    await expect(
      page.getByText('Only admins and owners can see and change these settings'),
    ).toBeVisible();
  }
  expect((await page.request.get(`${demo.base}/api/agents`)).status()).toBe(403);
  const headers = { Origin: demo.base };
  const data = {
    name: 'Lee',
    email: 'lee2@northline.example',
    role: 'owner',
    password: 'a long first password',
  };
  expect((await page.request.post(`${demo.base}/api/members`, { headers, data })).status()).toBe(
    403,
  );
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`both pages, ${colorScheme}`, async ({ cast, settings, snap }) => {
    await settings.setRules([
      { kind: 'lead_capture', name: 'Leaving the pricing page',
        when: { exit_intent: true, url: '/pricing*' } },
      { kind: 'cta', name: 'Advice after two messages', label: 'Get advice',
        title: 'Not sure which one?', when: { after_messages: 2 } },
      { kind: 'lead_capture', name: 'Wholesale', enabled: false,
        when: { keywords: ['wholesale', 'bulk', 'office'] } },
    ]);
    const { page } = await cast.member(people.owner);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1440, height: 1500 });
    await page.goto('/app/settings/agent');
    await expect(ruleNames(page)).toHaveCount(3);
    await snap(page, `73-agent-${colorScheme}`);
    await expectNoViolations(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('button', { name: 'Edit: Advice after two messages' }).click();
    await expect(page.getByRole('dialog').getByLabel('Button label')).toHaveValue('Get advice');
    await snap(page, `74-rule-${colorScheme}`);
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'Members' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: people.ines })).toBeVisible();
    await snap(page, `75-members-${colorScheme}`);
    await expectNoViolations(page);
  });
}

test('both pages fit a phone', async ({ cast, settings, snap }) => {
  await settings.setRules([
    {
      kind: 'cta',
      name: 'A'.repeat(80),
      label: 'Go',
      title: 'T',
      when: { keywords: ['b'.repeat(64)], url: `/${'c'.repeat(199)}` },
    },
  ]);
  const { page } = await cast.member(people.owner);
  await page.setViewportSize({ width: 360, height: 740 });
  const fits = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('html, .scroll, dialog')].every(
        (element) => element.scrollWidth <= element.clientWidth,
      ),
    );
  await page.goto('/app/settings/agent');
  await expect(ruleNames(page)).toHaveCount(1);
  await snap(page, '76-agent-phone');
  expect(await fits()).toBe(true);
  await page.getByRole('heading', { name: 'Lead form' }).scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: /^Edit/ }).scrollIntoViewIfNeeded();
  await snap(page, '77-agent-phone-rules');
  await page.getByRole('button', { name: /^Edit/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await snap(page, '78-rule-phone');
  expect(await fits()).toBe(true);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'Members' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: people.ines })).toBeVisible();
  await snap(page, '79-members-phone');
  expect(await fits()).toBe(true);
  await expectNoViolations(page);
});
