/** Fixtures: a demo server per worker, and people with a browser context each. */
import { test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { eventually } from '../../clients/support/eventually.js';
import { Server } from '../../clients/support/server.js';
import { Inbox } from './inbox.ts';
import { ShopPage } from './shop_page.ts';

const screens = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../results/screens');

/** The demo's people; the password is the one that the program prints. */
export const people = {
  owner: 'nora@northline.example',
  admin: 'sam@northline.example',
  ben: 'ben@northline.example',
  ines: 'ines@northline.example',
};

/** How fast answers are written where nobody steps into the middle of one. */
const quick = 80;
/** For `test.use`, where somebody does. */
export const slowAnswers = { wordsPerSecond: 12 };

export interface Demo {
  base: string;
  password: string;
}

/** Opens contexts that are closed with the test. */
class Cast {
  readonly #browser: Browser;
  readonly #demo: Demo;
  readonly #open: BrowserContext[] = [];

  constructor(browser: Browser, demo: Demo) {
    this.#browser = browser;
    this.#demo = demo;
  }

  async page(): Promise<Page> {
    const context = await this.#browser.newContext({ baseURL: this.#demo.base });
    this.#open.push(context);
    return context.newPage();
  }

  /** A page that is to be the shop's. */
  async shopPage(): Promise<ShopPage> {
    return new ShopPage(await this.page());
  }

  /** Somebody on the shop's page, with the chat open. */
  async visitor(): Promise<ShopPage> {
    const shop = await this.shopPage();
    await shop.visit();
    await shop.openChat();
    return shop;
  }

  async member(email: string): Promise<Inbox> {
    return this.signIn(await this.page(), email);
  }

  async signIn(page: Page, email: string): Promise<Inbox> {
    const inbox = new Inbox(page);
    await inbox.signIn(email, this.#demo.password);
    return inbox;
  }

  async close(): Promise<void> {
    for (const context of this.#open) await context.close();
  }
}

export const test = base.extend<
  { cast: Cast; snap: (page: Page, name: string) => Promise<void> },
  { demo: Demo; wordsPerSecond: number }
>({
  wordsPerSecond: [quick, { option: true, scope: 'worker' }],
  demo: [
    async ({ wordsPerSecond }, use) => {
      const settings = {
        'answerer.words_per_second': wordsPerSecond,
        'webhooks.allow_private_addresses': true,
      };
      const server = await Server.prepare({ command: 'demo', settings });
      try {
        await server.start();
        await use({ base: server.base, password: await printedPassword(server) });
      } finally {
        await server.discard();
      }
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  cast: async ({ browser, demo }, use) => {
    const cast = new Cast(browser, demo);
    await use(cast);
    await cast.close();
  },
  snap: async ({}, use) => {
    await use(async (page, name) => {
      await page.screenshot({ path: path.join(screens, `${name}.png`) });
    });
  },
});

/** What it printed may arrive behind its first answer. */
export async function printedPassword(server: { output: string }): Promise<string> {
  return eventually(
    'the demo printed its password',
    () => /password:?\s+(\S+)/i.exec(server.output)?.[1],
  );
}

export { expect } from '@playwright/test';
