/** Runs the measurements. */
import { runTypeScript } from '../tools/bootstrap.mjs';

await runTypeScript('bench/main.ts');
