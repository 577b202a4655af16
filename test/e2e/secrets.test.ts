import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import axios from 'axios';

import { N8nClient } from '../../sandbox/n8n/client';
import { chain } from '../../sandbox/n8n/workflow';
import { connect, OWNER, type Connection } from './harness';
import { evidenceOf, findSecrets, keepExecutions, noteCredential, notedSecrets, noteSecret } from './secrets';

const PROJECT_FOLDER = path.resolve(__dirname, '../..');

/** The search at the end of all tests must be able to fail: here it looks for secrets that were leaked on purpose, in notes of its own. */
describe('the search for secrets', () => {
	let n8n: Connection;
	let folder: string;
	beforeAll(async () => {
		n8n = await connect();
		folder = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-secrets-'));
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	it('finds a secret that a workflow gave out, in its execution and in the database', async () => {
		const leaked = `cbh_sk_${randomUUID()}`;
		// not the client that notes what it is given: this leak must not fail the run
		const client = new N8nClient(n8n.url);
		await client.login(OWNER);
		const { id } = await client.createWorkflow({
			name: `Leak ${randomUUID()}`,
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				{
					name: 'Leak', type: 'n8n-nodes-base.set', typeVersion: 3.4,
					parameters: { mode: 'raw', jsonOutput: JSON.stringify({ said: `the key is ${leaked}` }) },
				},
			],
			connections: chain('Start', 'Leak'),
		});
		await client.runToEnd(id, 'Start');
		noteCredential(folder, 'chargebackhitApi', { publicKey: 'cbh_pk_unused', secretKey: leaked, baseUrl: 'http://127.0.0.1' });
		expect(await keepExecutions(folder, client, id)).toBe(1);
		await client.deleteWorkflow(id);
		const types = await client.rest.request<Parameters<typeof notedSecrets>[1]>('GET', '/types/credentials.json');
		const findings = findSecrets(evidenceOf(folder, n8n.userFolder), notedSecrets(folder, types));
		expect(findings).toContainEqual({ source: expect.stringMatching(/^execution/) as string, secret: 'chargebackhitApi.secretKey', form: 'as it is' });
		expect(findings.some(({ source }) => source.includes('sqlite'))).toBe(true);
	});

	it('finds it in every form, in a log too, and nothing else', () => {
		const own = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-secrets-'));
		const secret = 'a token "of" ü / 12';
		noteSecret(own, 'token', secret);
		const secrets = notedSecrets(own, []);
		const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret), Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')];
		for (const form of forms) expect(findSecrets([{ source: 'x', text: `before ${form} after` }], secrets).length).toBeGreaterThan(0);
		expect(findSecrets([{ source: 'x', text: 'a token of u / 12' }], secrets)).toEqual([]);
		writeFileSync(path.join(own, 'n8n.log'), `GET /?key=${encodeURIComponent(secret)}`);
		expect(findSecrets(evidenceOf(own, own), secrets)).toEqual([{ source: 'n8n.log', secret: 'token', form: 'in an address' }]);
		rmSync(own, { recursive: true, force: true });
	});
});

describe('the sandbox', () => {
	it('writes no key after its greeting, whatever happens to it', async () => {
		const keys = { SANDBOX_CHARGEBACKHIT_SECRET_KEY: `cbh_sk_${randomUUID()}`, SANDBOX_KLOUTIT_API_KEY: `klt_${randomUUID()}` };
		const child = spawn(process.execPath, ['sandbox/run.mjs'], { cwd: PROJECT_FOLDER, env: { ...process.env, ...keys, SANDBOX_PORT: '0' } });
		let output = '';
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
		try {
			const greeted = async (): Promise<string> => {
				const found = /listening on (http:\S+?)\. [^]*Stop with Ctrl-C\.\n/.exec(output);
				if (found) return found[1];
				await new Promise((resolve) => setTimeout(resolve, 100));
				return await greeted();
			};
			const url = await greeted();
			const greeting = output.length;
			const call = async (method: string, where: string, data?: unknown, headers: Record<string, string> = {}) =>
				await axios.request({ method, url: url + where, data, headers, validateStatus: () => true });
			const apiKey = keys.SANDBOX_KLOUTIT_API_KEY;
			await call('GET', '/kloutit/connection', undefined, { 'x-api-key': apiKey });
			await call('POST', '/kloutit/case', '{broken', { 'x-api-key': apiKey, 'content-type': 'application/json' });
			await call('GET', `/chargebackhit/api/v2/alerts/x?key=${keys.SANDBOX_CHARGEBACKHIT_SECRET_KEY}`, undefined, { signature: 'wrong' });
			await call('POST', '/_sandbox/faults', { service: 'kloutit', reset: 'before' });
			await call('GET', '/kloutit/connection', undefined, { 'x-api-key': apiKey }).catch(() => undefined);
			await call('POST', '/_sandbox/kloutit/events', { event: 'CASE_WON', url: 'http://127.0.0.1:9/', wait: 'first' });
			await call('POST', '/_sandbox/chargebackhit/alerts', { type: 'inquiry', url: 'http://127.0.0.1:9/' });
			const said = output.slice(greeting);
			const secrets = new Map(Object.entries(keys).map(([name, value]) => [value, name]));
			expect(findSecrets([{ source: 'sandbox', text: said }], secrets)).toEqual([]);
		} finally {
			child.kill();
		}
	});
});
