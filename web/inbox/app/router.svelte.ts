/**
 * The router: reads page, list, open conversation or lead, and filters from the URL, and writes
 * them back.
 */

import { tabs, type Tab } from '../list/rows';

export type View = 'list' | 'chat' | 'details';
const settingsPages = ['agent', 'members', 'live-chat', 'delivery'] as const;
export type SettingsPage = (typeof settingsPages)[number];
export type AppPage = 'inbox' | 'conversations' | 'audit' | SettingsPage;

export const pagePaths: Record<AppPage, string> = {
  inbox: '/app/inbox',
  conversations: '/app/conversations',
  audit: '/app/audit',
  agent: '/app/settings/agent',
  members: '/app/settings/members',
  'live-chat': '/app/settings/live-chat',
  delivery: '/app/settings/delivery',
};

export const settingsPageOf = (page: AppPage | 'login'): SettingsPage | null =>
  settingsPages.find((name) => name === page) ?? null;

const appPages = Object.keys(pagePaths) as AppPage[];

const tabParameters: Record<Tab, string> = {
  leads: 'leads',
  live: 'live',
  needs_human: 'needs-human',
  mine: 'mine',
};

/** Asked before a page is left with something unsaved: it takes the step now or later. */
export interface LeaveGuard {
  readonly any: boolean;
  before(step: () => void): void;
}

export class Router {
  guard: LeaveGuard | null = null;
  page = $state<'login' | AppPage>('inbox');
  tab = $state<Tab>('leads');
  conversation = $state<string | null>(null);
  lead = $state<string | null>(null);
  /** Which pane a narrow screen shows. */
  view = $state<View>('list');
  /** The filters of the table pages, as in their query string. */
  filters = $state.raw<Readonly<Record<string, string>>>({});

  constructor() {
    this.#read();
  }

  start(): () => void {
    const back = () => {
      if (this.guard?.any !== true || this.page === 'login') return this.#read();
      // The browser has left already: back to the address of what is shown until the answer.
      history.pushState(null, '', pagePaths[this.page]);
      this.guard.before(() => history.back());
    };
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }

  toLogin(): void {
    this.page = 'login';
    if (location.pathname !== '/login') history.replaceState(null, '', '/login');
  }

  /** The page that was requested before signing in; the inbox if there is no such page. */
  toApp(): void {
    if (appPages.some((page) => pagePaths[page] === location.pathname)) this.#read();
    else this.go('inbox', 'replace');
  }

  go(page: AppPage, how: 'push' | 'replace' = 'push'): void {
    if (page === this.page && how === 'push') return;
    this.#leave(() => {
      if (how === 'push') history.pushState(null, '', pagePaths[page]);
      else history.replaceState(null, '', pagePaths[page]);
      this.#read();
    });
  }

  filter(filters: Record<string, string>): void {
    const kept = Object.entries(filters).filter(([, value]) => value !== '');
    this.filters = Object.fromEntries(kept);
    const query = new URLSearchParams(kept);
    if (this.page !== 'login')
      history.replaceState(
        null,
        '',
        query.size === 0 ? pagePaths[this.page] : `${pagePaths[this.page]}?${query}`,
      );
  }

  showTab(tab: Tab): void {
    this.tab = tab;
    this.#write('replace');
  }

  /** On a narrow screen the browser's Back goes from the transcript to the list. */
  open(conversation: string | null, lead: string | null): void {
    if (this.page === 'inbox') return this.#show(conversation, lead);
    this.#leave(() => {
      history.pushState(null, '', pagePaths.inbox);
      this.#read();
      this.#show(conversation, lead);
    });
  }

  /** A pane of its own on a narrow screen; Back goes to the transcript. */
  showDetails(): void {
    this.view = 'details';
    history.pushState('details', '', this.#address());
  }

  leaveDetails(): void {
    if (history.state === 'details') history.back();
    else this.view = 'chat';
  }

  /** Clears the selection; a narrow screen shows the list again. */
  close(): void {
    if (history.state === 'pane' && narrow()) {
      history.back();
      return;
    }
    this.conversation = null;
    this.lead = null;
    this.view = 'list';
    this.#write('replace');
  }

  link(): string {
    return `${location.origin}${this.#address()}`;
  }

  #show(conversation: string | null, lead: string | null): void {
    const fromList = this.view === 'list' && narrow();
    this.conversation = conversation;
    this.lead = lead;
    this.view = conversation === null ? (lead === null ? 'list' : 'details') : 'chat';
    this.#write(fromList && this.view !== 'list' ? 'push' : 'replace');
  }

  #leave(step: () => void): void {
    if (this.guard === null) step();
    else this.guard.before(step);
  }

  #address(): string {
    const query = new URLSearchParams();
    if (this.tab !== 'leads') query.set('tab', tabParameters[this.tab]);
    if (this.conversation !== null) query.set('conversation', this.conversation);
    else if (this.lead !== null) query.set('lead', this.lead);
    return query.size === 0 ? '/app/inbox' : `/app/inbox?${query}`;
  }

  #write(how: 'push' | 'replace'): void {
    if (how === 'push') history.pushState('pane', '', this.#address());
    else history.replaceState(history.state, '', this.#address());
  }

  #read(): void {
    this.page =
      location.pathname === '/login'
        ? 'login'
        : (appPages.find((page) => pagePaths[page] === location.pathname) ?? 'inbox');
    const query = new URLSearchParams(location.search);
    this.filters =
      this.page === 'conversations' || this.page === 'audit' ? Object.fromEntries(query) : {};
    this.tab = tabs.find((tab) => tabParameters[tab] === query.get('tab')) ?? 'leads';
    this.conversation = query.get('conversation');
    this.lead = this.conversation === null ? query.get('lead') : null;
    const details = history.state === 'details' && narrow();
    this.view =
      this.conversation !== null
        ? details
          ? 'details'
          : 'chat'
        : this.lead !== null
          ? 'details'
          : 'list';
  }
}

function narrow(): boolean {
  return matchMedia('(max-width: 700px)').matches;
}
