// The inbox and the widget in a real browser, as clients of a restarting server: when each was back
// on its channels, and what its page shows in the end. Owns the browser.
import { createServer } from 'node:http';

import { launchBrowser } from '../clients/support/browser.js';
import { password, shopOrigin } from '../clients/support/world.js';

export class BrowserClients {
  #browser;
  #site;
  #pages = [];
  /** When each page joined its channels last, since `forget`; undefined: not yet. */
  joinedAt = [];

  /** An inbox that shows the conversation of the widget beside it, which a member holds. */
  static async open(world) {
    const clients = new BrowserClients();
    clients.#browser = await launchBrowser();
    const widget = await clients.#page(0);
    const page = `<!doctype html><title>Shop</title><script src="${world.base}/widget.js" data-agent-id="${world.agent}" async></script>`;
    clients.#site = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(page));
    await new Promise((resolve) => clients.#site.listen(0, '127.0.0.1', resolve));
    const site = `http://127.0.0.1:${clients.#site.address().port}`;
    await world.owner.call('PATCH', `/api/agents/${world.agent}`, { allowed_origins: [site, shopOrigin] });
    const started = widget.waitForResponse((answer) => answer.url().endsWith('/v1/widget/init'));
    await widget.goto(`${site}/`);
    await widget.getByRole('button', { name: /^Open chat/ }).click();
    clients.conversation = (await (await started).json()).conversation_id;
    await widget.getByRole('textbox', { name: 'Write a message' }).fill('Hello');
    await widget.getByRole('textbox', { name: 'Write a message' }).press('Enter');
    await widget.locator('[data-role="visitor"][data-seq]').waitFor();

    const [member] = world.members;
    await member.claim(clients.conversation);
    const inbox = await clients.#page(1);
    await inbox.goto(`${world.base}/login`);
    await inbox.getByLabel('Email').fill(member.user.email);
    await inbox.getByLabel('Password', { exact: true }).fill(password);
    await inbox.getByRole('button', { name: 'Sign in' }).click();
    await inbox.waitForURL(/\/app\/inbox/);
    await inbox.goto(`${world.base}/app/inbox?conversation=${clients.conversation}`);
    await inbox.getByRole('log', { name: /^Transcript/ }).waitFor();
    return clients;
  }

  forget() {
    this.joinedAt = [];
  }

  get count() {
    return this.#pages.length;
  }

  /** Which of the texts do not stand exactly once on each page: empty if all do. */
  async wrongOnes(texts) {
    const wrong = [];
    for (const [n, page] of this.#pages.entries())
      for (const text of texts) {
        const count = await page.getByText(text, { exact: true }).count();
        if (count !== 1) wrong.push(`${n === 0 ? 'widget' : 'inbox'}: "${text}" ${count} times`);
      }
    return wrong;
  }

  async close() {
    await this.#browser.close();
    this.#site.close();
  }

  async #page(n) {
    const page = await this.#browser.newPage();
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('pusher_internal:subscription_succeeded'))
          this.joinedAt[n] = performance.now();
      }),
    );
    this.#pages.push(page);
    return page;
  }
}
