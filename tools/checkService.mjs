/** Compares a real service with its contract. Keys come from the environment. */
import { runTypeScript } from './bootstrap.mjs';

await runTypeScript('tools/checkService/main.ts');
