import { defineConfig, type Plugin } from 'vite';

/**
 * A host page may declare no charset, so the files are ASCII. (`output.charset` leaves template
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

/** The entry runs as a classic script, and names the loader of this build. */
const entryOfThisBuild: Plugin = {
  name: 'entry-of-this-build',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    const entry = chunks.find(({ name }) => name === 'widget');
    const loader = chunks.find(({ name }) => name === 'loader');
    if (!entry || !loader || entry.imports.length > 0)
      throw new Error('the entry is to import nothing but the loader');
    const code = entry.code
      .replace('__LOADER__', loader.fileName)
      .replace(/export\s*\{\s*\};?/, '');
    entry.code = `(()=>{${code.trim()}})();\n`;
  },
};

/** What an open panel has: one file. The bundler would put what others use as well beside it. */
const panelFiles = new RegExp(
  [
    'widget/(panel|isolation)\\.ts',
    'widget/chat/(chat|ids|opening_answer|page_url|pending|session)\\.ts',
    'widget/state/(chat_store|persisted_state|prompt)\\.ts',
    'widget/view/(composer|dom|icons|messages|names|opening|part|theme|view)\\.ts',
    'widget/view/styles\\.css',
    'shared/(composition|json|timeline_state)\\.ts',
  ].join('|'),
);

/**
 * The visitors' widget: an entry under a stable name, and its parts under names with their hash,
 * which never change.
 */
export default defineConfig({
  publicDir: false,
  plugins: [asciiOutput, entryOfThisBuild],
  build: {
    outDir: 'dist/widget',
    emptyOutDir: true,
    target: 'es2022',
    // What knows light-dark() gets no stand-in for it.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    reportCompressedSize: false,
    lib: {
      entry: { widget: 'widget/entry.ts', loader: 'widget/loader/loader.ts' },
      formats: ['es'],
    },
    rolldownOptions: {
      preserveEntrySignatures: 'allow-extension',
      output: {
        // A library's files keep their blanks otherwise.
        minify: true,
        // What the panel has, its parts take from it, instead of from files of their own.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: 'panel', test: panelFiles }],
        },
        entryFileNames: ({ name }) => (name === 'widget' ? 'widget.js' : '[name]-[hash].js'),
        chunkFileNames: '[name]-[hash].js',
      },
    },
  },
});
