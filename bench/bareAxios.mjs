/**
 * Sends prepared requests with plain axios, a fixed number at a time. Run `node bareAxios.mjs FILE`, where FILE contains
 * `{ concurrency, connections, requests: [{ method, url, headers, body }] }`. Prints `{ seconds, statuses }`.
 */
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';

import axios from 'axios';

const { concurrency, connections, requests } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const prepared = requests.map(({ body, ...rest }) => ({ ...rest, data: Buffer.from(body, 'utf8') }));
const agents = () => (connections === 'fresh' ? { httpAgent: new Agent() } : {});
const statuses = {};
let next = 0;

async function worker() {
	while (next < prepared.length) {
		const { status } = await axios.request({
			...prepared[next++],
			...agents(),
			proxy: false,
			validateStatus: () => true,
		});
		statuses[status] = (statuses[status] ?? 0) + 1;
	}
}

const begun = performance.now();
await Promise.all(Array.from({ length: concurrency }, worker));
process.stdout.write(JSON.stringify({ seconds: (performance.now() - begun) / 1000, statuses }));
