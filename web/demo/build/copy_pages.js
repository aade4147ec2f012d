// Puts the demo shop's own pages, which need no building, beside the built files. Run in web/, as
// `npm run build:demo` does.
import { cpSync, rmSync } from 'node:fs';

rmSync('dist/demo', { recursive: true, force: true });
cpSync('demo/pages', 'dist/demo', { recursive: true });
