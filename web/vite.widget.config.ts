import { defineConfig } from 'vite';

/** The visitors' widget: one script without imports. Its bytes are ASCII, since a host page may declare no charset. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/widget',
    emptyOutDir: true,
    target: 'es2020',
    reportCompressedSize: false,
    lib: { entry: 'widget/main.ts', formats: ['iife'], name: 'TakeoverWidget', fileName: () => 'widget.js' },
  },
});
