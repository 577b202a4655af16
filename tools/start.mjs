/** Starts the demo: the sandbox and an n8n with this package installed. */
import { runTypeScript } from './bootstrap.mjs';

await runTypeScript('tools/demo/start.ts');
