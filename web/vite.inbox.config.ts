import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/**
 * The operators' app: one page for /login and /app/*, its assets under /assets with hashed names.
 */
export default defineConfig({
  root: 'inbox',
  base: '/',
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: '../dist/inbox',
    emptyOutDir: true,
    assetsDir: 'assets',
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['/api', '/broadcasting', '/app/leads', '^/app/[^/]+\\?protocol'].map((path) => [
        path,
        { target: process.env['TAKEOVER_URL'] ?? 'http://127.0.0.1:8080', ws: true },
      ]),
    ),
  },
});
