import type { IncomingHttpHeaders } from 'node:http';

import type { IDataObject } from 'n8n-workflow';

import { ECHOES, inAllSpellings, proofsIn, secretsIn } from './echoed';
import { HostileProxy } from './hostileProxy';
import { SERVICES, sendingOperations } from './services';
import { Harness } from './trial';

/** Fields of the credentials whose values must appear nowhere. */
const KEYS = ['publicKey', 'secretKey', 'apiKey', 'clientSecret', 'accessKey'];

describe.each(SERVICES)('$name', (service) => {
	let harness: Harness;
	let proxy: HostileProxy;
	let credentials: Record<string, IDataObject>;
	let keys: string[];
	beforeAll(async () => {
		harness = await Harness.open(service);
		proxy = await HostileProxy.open(harness.bench.url);
		const { bench } = harness;
		credentials = { [bench.credentialType]: proxy.aimedHere(bench.credential) };
		keys = KEYS.map((name) => bench.credential[name]).filter((key) => typeof key === 'string');
	});
	afterAll(async () => {
		await proxy.close();
		await harness.close();
	});

	describe.each(sendingOperations(service))('$name', (walked) => {
		it.each(ECHOES)('shows no key, token or signature that is repeated $name', async ({ respond }) => {
			const { bench } = harness;
			const known = new Set(keys);
			const refusal = (words: string) => bench.refusalBody(words);
			let turn = 0;
			/** The keys, and what the request itself was authorized with: each first in one of two texts, since texts are cut. */
			const wordsFor = (headers: IncomingHttpHeaders) => {
				const proofs = proofsIn(headers);
				for (const proof of proofs) known.add(proof);
				const own = proofs.filter((proof) => !keys.includes(proof));
				return inAllSpellings(turn++ % 2 === 0 ? [...own, ...keys] : [...keys, ...own]);
			};
			proxy.turn(
				(response, exchange) => {
					const { status, type, body } = respond(wordsFor(exchange.headers), refusal, exchange);
					response.writeHead(status, { 'content-type': type });
					response.end(body);
				},
				0,
				// what waits asks until its limit
				6,
			);
			const { items, run } = await harness.run(walked, { items: 2, credentials, parameters: { simplify: false } });
			expect(proxy.hits).toBeGreaterThan(0);
			const { runData } = run.run.data.resultData;
			const last = Object.keys(runData)[Object.keys(runData).length - 1];
			expect(secretsIn(JSON.stringify([items, runData[last]]), [...known])).toEqual([]);
		});
	});
});
