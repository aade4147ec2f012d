/** A shop on an origin of its own, whose pages carry the widget and are swapped in many ways. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Locator, type Page, type WebSocket } from '@playwright/test';

import { test as base, type AgentSettings } from '../support/agent_settings.ts';
import { libraries } from './libraries.ts';

/** Where the widget's script tag stands. */
export type Place = 'head' | 'body';

interface PageOptions {
  /** Of `libraries`. */
  library?: string;
  place?: Place;
  head?: string;
  /** Attributes of the body. */
  body?: string;
  html?: string;
  content?: string;
  headers?: Record<string, string>;
  /** The whole page, in place of all of that. */
  whole?: string;
}

/** `path` → the page; `visit` counts the requests for pages since the test began. */
type Pages = (path: string, visit: number) => PageOptions | null;

export class Site {
  readonly widget: string;
  readonly agentId: string;
  readonly #server: Server;
  #pages: Pages = () => ({});
  #visit = 0;

  private constructor(server: Server, widget: string, agentId: string) {
    this.#server = server;
    this.widget = widget;
    this.agentId = agentId;
  }

  static async open(widget: string, agentId: string): Promise<Site> {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://shop');
      const library = libraries[/^\/lib\/(\w+)\.js$/.exec(pathname)?.[1] ?? ''];
      if (library) {
        response.setHeader('Content-Type', 'text/javascript');
        response.end(library());
        return;
      }
      const page = pathname === '/favicon.ico' ? null : site.#pages(pathname, ++site.#visit);
      response.statusCode = page ? 200 : 404;
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      for (const [name, value] of Object.entries(page?.headers ?? {}))
        response.setHeader(name, value);
      response.end(page ? site.#html(page, pathname) : '');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const site = new Site(server, widget, agentId);
    return site;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  serve(pages: Pages): void {
    this.#pages = pages;
    this.#visit = 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  get tag(): string {
    return `<script async src="${this.widget}/widget.js" data-agent-id="${this.agentId}" data-accent="#24483f"></script>`;
  }

  #html(page: PageOptions, pathname: string): string {
    if (page.whole !== undefined) return page.whole;
    const place = page.place ?? 'head';
    const library = page.library ? `<script src="/lib/${page.library}.js"></script>` : '';
    const number = /(\d+)$/.exec(pathname)?.[1] ?? '0';
    const next = pathname.replace(/\d+$/, String(Number(number) + 1));
    return `<!doctype html><html ${page.html ?? 'lang="en"'}><head><title>Page ${number}</title>${library}${page.head ?? ''}${
      place === 'head' ? this.tag : ''
    }</head><body ${page.body ?? ''}><main id="swup" class="transition-main"><h1>Page ${number}</h1><p>Visit ${this.#visit}</p>
      <a href="${next}">Next</a> <label>Search <input id="search"></label>${page.content ?? ''}</main>${
        place === 'body' ? this.tag : ''
      }</body></html>`;
  }
}

/** What a visitor sees of the widget on a page of the site. */
export class Chat {
  readonly page: Page;
  readonly launcher: Locator;
  readonly panel: Locator;
  readonly field: Locator;
  readonly log: Locator;
  readonly sockets: WebSocket[] = [];
  /** The files of the widget that were asked for, by their names. */
  readonly files: string[] = [];
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    this.launcher = page.getByRole('button', { name: /chat: Ask us/ });
    this.panel = page.getByRole('dialog', { name: /chat/i });
    this.field = page.getByRole('textbox', { name: 'Write a message' });
    this.log = page.getByRole('log', { name: 'Messages' });
    page.on('websocket', (socket) => this.sockets.push(socket));
    page.on('request', (request) => {
      const file = /\/widget(?:\/([a-z_]+)(?:-[\w-]+)?)?\.js/.exec(request.url());
      if (file) this.files.push(file[1] ?? 'entry');
    });
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await expect(this.log).toContainText('Juniper');
    await expect(this.field).toBeEnabled();
  }

  async ask(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
    await expect(this.log.locator('[data-role="visitor"]').last()).toContainText(text);
    await expect(this.log.locator('[data-role]').last()).toHaveAttribute('data-seq', /\d+/);
    await expect(this.log.locator('[data-role]').last()).toHaveAttribute('data-role', 'agent');
    await expect(this.log.locator('[aria-busy="true"]')).toHaveCount(0);
  }

  get openSockets(): number {
    return this.sockets.filter((socket) => !socket.isClosed()).length;
  }
}

export const test = base.extend<{ site: Site; chat: Chat }>({
  site: async ({ settings, demo }, use) => {
    const site = await Site.open(demo.base, (settings as AgentSettings).agentId);
    await settings.setProfile({ allowed_origins: [site.origin] });
    await settings.setRules([]);
    await use(site);
    await site.close();
  },
  chat: async ({ page }, use) => {
    await use(new Chat(page));
  },
});

export { expect };
