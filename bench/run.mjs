/** Runs the measurements. */
import { ensureDependencies, runTypeScript } from '../sandbox/bootstrap.mjs';

await ensureDependencies();
runTypeScript('bench/main.ts');
