/** The queue of toasts, and the texts of the two live regions for screen readers. */

export interface Toast {
  id: number;
  kind: 'lead' | 'lost' | 'done' | 'refused';
  title: string;
  text: string;
  action: { label: string; run: () => void } | null;
  /** Milliseconds on the screen; null means until dismissed. */
  stays: number | null;
}

const icons: Record<Toast['kind'], string> = {
  lead: 'card',
  lost: 'users',
  done: 'check-c',
  refused: 'alert',
};
const atMost = 6;

export class Toasts {
  /** The first one is on the screen. */
  shown = $state<Toast[]>([]);
  polite = $state('');
  assertive = $state('');
  #next = 1;

  show(kind: Toast['kind'], title: string, text = '', action: Toast['action'] = null): void {
    const stays = kind === 'refused' || kind === 'lost' ? null : kind === 'lead' ? 10_000 : 5000;
    const toast = { id: this.#next++, kind, title, text, action, stays };
    // Confirmations give way at once to whatever comes next.
    const kept = this.shown.filter(
      (older) => older.kind !== 'done' && !(older.kind === kind && older.title === title),
    );
    this.shown = [...kept, toast].slice(-atMost);
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  /** Polite announcement. The no-break space makes repeated text announce again. */
  say(text: string): void {
    this.polite = text === this.polite ? `${text}\u00A0` : text;
  }

  /** Assertive announcement: a lost race, a failed send, a lapsed claim. */
  alert(text: string): void {
    this.assertive = text === this.assertive ? `${text}\u00A0` : text;
  }

  static icon(kind: Toast['kind']): string {
    return icons[kind];
  }
}
