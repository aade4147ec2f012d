import { defineConfig, type Plugin } from 'vite';

/**
 * A host page may declare no charset, so the script is ASCII. (`output.charset` leaves template
 * literals as they are.)
 */
const asciiOutput: Plugin = {
  name: 'ascii-output',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      file.code = file.code.replace(
        /[^\x00-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
};

/** The visitors' widget: one script without imports. */
export default defineConfig({
  publicDir: false,
  plugins: [asciiOutput],
  build: {
    outDir: 'dist/widget',
    emptyOutDir: true,
    target: 'es2022',
    // What knows light-dark() gets no stand-in for it.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    reportCompressedSize: false,
    lib: {
      entry: 'widget/main.ts',
      formats: ['iife'],
      name: 'TakeoverWidget',
      fileName: () => 'widget.js',
    },
  },
});
