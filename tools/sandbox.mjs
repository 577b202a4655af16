/** Starts the sandbox: the local stand-in for the services. */
import { runTypeScript } from './bootstrap.mjs';

await runTypeScript('sandbox/main.ts');
