/** Starts the sandbox, which imitates the services locally. */
import { runTypeScript } from './bootstrap.mjs';

await runTypeScript('sandbox/main.ts');
