/** Page object of the shop's page with the widget, as a visitor sees and uses it. */
import { expect, type Locator, type Page } from '@playwright/test';

export class ShopPage {
  readonly page: Page;
  readonly log: Locator;
  readonly field: Locator;
  readonly panel: Locator;

  constructor(page: Page) {
    this.page = page;
    this.panel = page.getByRole('dialog', { name: /chat/i });
    this.log = page.getByRole('log', { name: 'Messages' });
    this.field = page.getByRole('textbox', { name: 'Write a message' });
  }

  async visit(): Promise<void> {
    await this.page.goto('/demo');
  }

  async openChat(): Promise<void> {
    await this.page.getByRole('button', { name: /^Open chat/ }).click();
    await expect(this.log).toContainText('Juniper');
    await expect(this.field).toBeEnabled();
  }

  /** Everything that the given side said, oldest first. The greeting is the agent's too. */
  said(role: 'visitor' | 'agent' | 'human_agent'): Locator {
    return this.log.locator(`[data-role="${role}"]`);
  }

  /** The answer that is being written now. */
  get writing(): Locator {
    return this.log.locator('[data-role="agent"][aria-busy="true"]');
  }

  get badge(): Locator {
    return this.panel.locator('header [role="status"]');
  }

  async send(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
    await expect(this.said('visitor').last()).toContainText(text);
  }

  /** How the last answer begins: what the inbox shows in the row of this visitor. */
  async answerBegins(): Promise<string> {
    return (await this.said('agent').last().locator('.b').innerText()).slice(0, 20);
  }

  /** Sends, and waits until the agent's answer stands whole. */
  async ask(text: string): Promise<void> {
    await this.send(text);
    const order = this.log.locator('[data-role]');
    await expect(order.last()).toHaveAttribute('data-role', 'agent');
    await expect(order.last()).toHaveAttribute('data-seq', /\d+/);
    await expect(this.writing).toHaveCount(0);
  }

  /** Asks until the card comes up, and fills in its form. */
  async leaveLead(name: string, email: string): Promise<void> {
    await this.ask('Which grinder suits me?');
    await this.ask('Does it grind for espresso too?');
    await this.log.getByRole('button', { name: 'Get advice' }).click();
    await this.log.getByLabel('Name').fill(name);
    await this.log.getByLabel('Email').fill(email);
    await this.log.getByRole('button', { name: 'Send' }).click();
    await expect(this.log).toContainText(`We’ll write to ${email}.`);
  }
}
