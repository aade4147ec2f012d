/** The libraries that swap pages, as their packages ship them, for the host pages to load. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../node_modules');
const read = (file: string): string => readFileSync(path.join(modules, file), 'utf8');

/** CommonJS files as one classic script, which sets `React` and `ReactDOMClient`. */
function react(): string {
  const files = {
    react: 'react/cjs/react.production.js',
    scheduler: 'scheduler/cjs/scheduler.production.js',
    'react-dom': 'react-dom/cjs/react-dom.production.js',
    'react-dom/client': 'react-dom/cjs/react-dom-client.production.js',
  };
  const parts = Object.entries(files).map(
    ([name, file]) => `${JSON.stringify(name)}: (module, exports, require) => {${read(file)}\n}`,
  );
  return `(() => {
    const parts = {${parts.join(',\n')}};
    const made = {};
    const require = (name) => {
      if (!made[name]) {
        made[name] = { exports: {} };
        parts[name](made[name], made[name].exports, require);
      }
      return made[name].exports;
    };
    window.process ??= { env: { NODE_ENV: 'production' } };
    window.React = require('react');
    window.ReactDOMClient = require('react-dom/client');
  })();`;
}

export const libraries: Record<string, () => string> = {
  turbo: () => read('@hotwired/turbo/dist/turbo.es2017-umd.js'),
  htmx: () => read('htmx.org/dist/htmx.js'),
  swup: () => read('swup/dist/Swup.umd.js'),
  react,
};
