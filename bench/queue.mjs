/** Measures n8n's queue mode: executions per second with 1 and 2 workers. */
import { runTypeScript } from '../tools/bootstrap.mjs';

await runTypeScript('bench/queueMode.ts');
