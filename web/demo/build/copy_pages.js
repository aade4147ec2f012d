// Puts the demo shop's pages, which need no building, beside the built files.
import { cpSync, existsSync, rmSync } from 'node:fs';

rmSync('dist/demo', { recursive: true, force: true });
if (existsSync('demo')) cpSync('demo', 'dist/demo', { recursive: true });
