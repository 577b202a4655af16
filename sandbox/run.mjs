/** Starts the sandbox: the local stand-in for the services. */
import { ensureDependencies, runTypeScript } from './bootstrap.mjs';

await ensureDependencies();
runTypeScript('sandbox/main.ts');
