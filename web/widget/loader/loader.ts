/**
 * Starts a widget for the script tag that asks for it, once for each agent, however often the page
 * runs the tag: body swaps run it again, or leave it out.
 */

import { Widget } from './widget';

interface Running {
  /** Which build's loader it is of. */
  build: string;
  tag: HTMLScriptElement;
  widget: Widget;
}

/** Shared with the loaders of other builds. */
const place = Symbol.for('takeover.widgets');
const here = window as unknown as Record<symbol, Map<string, Running> | undefined>;
const running = (here[place] ??= new Map<string, Running>());
const build = import.meta.url;

/** `anew` asks for the entry of now: the server may have another build, without these files. */
export function start(tag: HTMLScriptElement, anew: () => void): void {
  if (!document.body)
    return addEventListener('DOMContentLoaded', () => start(tag, anew), { once: true });
  const { agentId = '', accent } = tag.dataset;
  const before = running.get(agentId);
  if (before?.build === build) {
    before.tag = tag;
    return before.widget.keep();
  }
  // Another agent's stays while its tag does.
  for (const [id, other] of running)
    if (id === agentId || !other.tag.isConnected) {
      other.widget.end();
      running.delete(id);
    }
  const widget = new Widget(new URL(tag.src).origin, agentId, accent ?? null, anew);
  running.set(agentId, { build, tag, widget });
}
