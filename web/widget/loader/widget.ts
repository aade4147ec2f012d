/**
 * One agent's widget on this page, from the script tag to its end: shows the launcher, watches what
 * could bring up the chat, and brings the panel when something does. Owns no conversation.
 */

import type { Panel, Shell } from '../shell';
import { PageSignals } from '../prompts/page_signals';
import { keyOf, listOf, stored, textOrNull } from '../state/storage';
import { Host } from './host';
import { Launcher } from './launcher';
import styles from './launcher.css?inline';
import { hasFired, pageRules, type PageRule } from './page_rules';

/**
 * Milliseconds after the visitor's last message during which a page load resumes the conversation.
 */
const resumedFor = 86_400_000;
/** Milliseconds before the panel is asked for again. */
const retryAfter = 3_000;

const listener = { passive: true };

export class Widget {
  readonly #over = new AbortController();
  readonly #host: Host;
  readonly #launcher: Launcher;
  readonly #shell: Shell;
  readonly #key: string;
  readonly #outdated: () => void;
  #rules: readonly PageRule[] = [];
  #panel: Panel | null = null;
  #module: Promise<typeof import('../panel')> | null = null;

  /** `outdated` is called when the server does not give this build's panel. */
  constructor(origin: string, agentId: string, accent: string | null, outdated: () => void) {
    const { signal } = this.#over;
    const key = keyOf(agentId);
    const record = stored('localStorage', key) ?? { accent };
    const colour = textOrNull(record['accent']);
    this.#key = key;
    this.#outdated = outdated;
    const host = new Host(`takeover-widget-${agentId}`, () => this.#panel?.putBack());
    host.adopt(styles);
    const launcher = new Launcher(host.root, colour, signal);
    this.#host = host;
    this.#launcher = launcher;
    this.#shell = {
      origin,
      agentId,
      accent: colour,
      over: signal,
      outdated,
      signals: new PageSignals(() => this.#pageMoved(), signal),
      host,
      launcher,
    };
    this.#listen();
    if (stored('sessionStorage', key)) this.#bring((panel) => panel.open('by page'));
    else if (Date.now() - Number(record['wrote_at']) < resumedFor || listOf(record['pending'])[0])
      this.#bring((panel) => panel.resume());
    else void this.#watch();
  }

  /** Sees to it that the widget stands in the page. */
  keep(): void {
    this.#host.keep();
  }

  end(): void {
    this.#over.abort();
    this.#host.end();
  }

  #listen(): void {
    const { button } = this.#launcher;
    button.addEventListener('click', () => {
      if (this.#panel?.isOpen) return this.#panel.close();
      button.ariaBusy = 'true';
      this.#bring((panel) => panel.open('by visitor'));
    });
    for (const name of ['pointerenter', 'focus'])
      button.addEventListener(name, () => void this.#load().catch(() => undefined), listener);
  }

  /** Loads the rules that wait for page signals. Without an answer there are none. */
  async #watch(): Promise<void> {
    const { origin, agentId, signals } = this.#shell;
    try {
      const answer = await fetch(
        `${origin}/v1/widget/rules?agent_id=${encodeURIComponent(agentId)}`,
      );
      this.#rules = pageRules(await answer.json());
    } catch {
      return;
    }
    if (this.#panel) return;
    signals.watch(this.#rules);
    this.#pageMoved();
  }

  #pageMoved(): void {
    if (this.#panel) this.#panel.pageMoved();
    else if (
      hasFired(this.#rules, stored('sessionStorage', `${this.#key}:cards`), this.#shell.signals)
    )
      this.#bring((panel) => panel.invite());
  }

  #bring(then: (panel: Panel) => void): void {
    this.#load().then(
      ({ mount }) => {
        if (this.#over.signal.aborted) return;
        this.#launcher.button.ariaBusy = null;
        then((this.#panel ??= mount(this.#shell)));
      },
      () => {
        this.#outdated();
        setTimeout(() => this.#over.signal.aborted || this.#bring(then), retryAfter);
      },
    );
  }

  #load(): Promise<typeof import('../panel')> {
    this.#module ??= import('../panel');
    this.#module.catch(() => (this.#module = null));
    return this.#module;
  }
}
