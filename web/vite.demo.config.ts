import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The demo's page of mails, /demo/mails, beside the shop's pages. */
export default defineConfig({
  root: 'demo/mails',
  base: '/demo/',
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: '../../dist/demo',
    emptyOutDir: false,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      input: 'demo/mails/mails.html',
      output: { entryFileNames: 'mails/[name].js', assetFileNames: 'mails/[name][extname]' },
    },
  },
});
