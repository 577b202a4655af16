/** Runs the measurements. */
import { runTypeScript } from '../sandbox/bootstrap.mjs';

await runTypeScript('bench/main.ts');
