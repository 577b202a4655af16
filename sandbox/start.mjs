/** Starts the demonstration: the sandbox and an n8n with this package installed. */
import { ensureDependencies, runTypeScript } from './bootstrap.mjs';

await ensureDependencies();
runTypeScript('sandbox/demo/start.ts');
