/** Page object of the pages beside the inbox: the conversations, the audit log, and the toasts. */
import { expect, type Locator, type Page } from '@playwright/test';

export class ConsolePage {
  readonly page: Page;
  readonly table: Locator;
  readonly dialog: Locator;
  readonly toast: Locator;

  constructor(page: Page) {
    this.page = page;
    this.table = page.getByRole('table');
    this.dialog = page.getByRole('dialog');
    this.toast = page.getByTestId('toast');
  }

  async goTo(name: 'Inbox' | 'Conversations' | 'Audit log'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
  }

  /** The rows that show the given text, the head left out. */
  row(text: string | RegExp): Locator {
    return this.table.locator('tbody tr').filter({ hasText: text });
  }

  async filter(name: 'All' | 'Engaged only' | 'Empty'): Promise<void> {
    const button = this.page.getByRole('group', { name: 'Filter' }).getByRole('button', { name });
    await button.click();
    await expect(button).toHaveAttribute('aria-pressed', 'true');
  }
}
