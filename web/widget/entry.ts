/**
 * The stable address that pages name in their script tag: starts the loader of this build, whose
 * name has its hash. A classic script without imports; the build puts the name in.
 *
 * A file that the server no longer has was named by an entry of an older build, out of a cache: the
 * entry of now is asked for, once, as a module. Modules have no `currentScript`.
 */

import type { start } from './loader/loader';

const running = document.currentScript as HTMLScriptElement | null;
const tag =
  running ?? document.querySelector<HTMLScriptElement>('script[data-agent-id][src*="/widget.js"]');

if (tag?.dataset['agentId']) {
  const load = (path: string) => import(/* @vite-ignore */ new URL(path, tag.src).href);
  const anew = () => {
    if (running) load(`?${Date.now()}`).catch(() => undefined);
  };
  (load('/widget/__LOADER__') as Promise<{ start: typeof start }>).then(
    (loader) => loader.start(tag, anew),
    anew,
  );
} else console.error('Takeover: the script tag needs a data-agent-id.');
