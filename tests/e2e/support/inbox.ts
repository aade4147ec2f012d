/** Page object of the inbox, as a member sees and uses it. */
import { expect, type Locator, type Page } from '@playwright/test';

export class Inbox {
  readonly page: Page;
  readonly transcript: Locator;
  readonly reply: Locator;
  readonly takeOver: Locator;
  readonly handBack: Locator;

  constructor(page: Page) {
    this.page = page;
    this.transcript = page.getByRole('log', { name: 'Transcript' });
    this.reply = page.getByRole('textbox', { name: 'Reply' });
    this.takeOver = page.getByRole('button', { name: 'Take over', exact: true });
    this.handBack = page.getByRole('button', { name: 'Hand back to bot' });
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.page.goto('/login');
    await this.page.getByLabel('Email').fill(email);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await expect(this.page).toHaveURL(/\/app\/inbox/);
    await expect(this.page.getByTestId('sync').getByText('In sync')).toBeVisible();
  }

  async showTab(name: 'Leads' | 'Live' | 'Needs human' | 'Mine'): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
    await expect(this.page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
  }

  /** The row in the open list that shows the given text. */
  row(text: string | RegExp): Locator {
    return this.page.locator('li.row').filter({ hasText: text });
  }

  async open(text: string | RegExp): Promise<void> {
    await this.row(text).first().getByRole('link').click();
    await expect(this.transcript).toBeVisible();
  }

  async openMore(): Promise<void> {
    await this.page.getByRole('button', { name: 'More actions' }).click();
  }

  /** Chooses from the menu of the open conversation. */
  async more(item: string): Promise<void> {
    await this.openMore();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  async send(text: string): Promise<void> {
    await this.reply.fill(text);
    await this.reply.press('Enter');
    await expect(this.transcript).toContainText(text);
  }
}
