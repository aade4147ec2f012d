/** What the loader and the panel know of each other. Types alone. */

import type { PageSignals } from './prompts/page_signals';

/** What the panel stands in: the loader's part of the widget. */
export interface Shell {
  readonly origin: string;
  readonly agentId: string;
  /** The colour to begin with, until the agent's own is known. */
  readonly accent: string | null;
  readonly signals: PageSignals;
  /** Aborted when the widget leaves the page for good. */
  readonly over: AbortSignal;
  /** The server does not give a part of this build; it may have another. */
  outdated(): void;
  readonly host: {
    /** The element that the panel is put into, beside the launcher. */
    readonly root: HTMLElement;
    readonly element: HTMLElement;
    readonly shadow: ShadowRoot;
    adopt(css: string): void;
  };
  readonly launcher: {
    readonly button: HTMLElement;
    wear(accent: string | null): void;
  };
}

export interface Panel {
  readonly isOpen: boolean;
  /** `by page`: nobody asked for it, so the focus stays where it is. */
  open(how: 'by visitor' | 'by page'): void;
  close(): void;
  /** Shows what comes up by itself, as far as the screen has room for it. */
  invite(): void;
  /** Goes on with the conversation without opening. */
  resume(): void;
  /** A page signal may have fired. */
  pageMoved(): void;
  /** The page had taken the widget out, and it is back. */
  putBack(): void;
}
