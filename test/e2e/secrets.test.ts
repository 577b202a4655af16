import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import axios from 'axios';

import { createSandbox } from '../../sandbox/server';
import { N8nClient } from '../../tools/n8n/client';
import { chain } from '../../tools/n8n/workflow';
import { type Connection, connect, OWNER } from './harness';
import { formsOf } from './secretForms';
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

	it('finds a secret that a workflow returned, in its execution and in the database', async () => {
		const leaked = `cbh_sk_${randomUUID()}`;
		// not the client that notes what it is given: this leak must not fail the run
		const client = new N8nClient(n8n.url);
		await client.login(OWNER);
		const { id } = await client.createWorkflow({
			name: `Leak ${randomUUID()}`,
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				{
					name: 'Leak',
					type: 'n8n-nodes-base.set',
					typeVersion: 3.4,
					parameters: { mode: 'raw', jsonOutput: JSON.stringify({ said: `the key is ${leaked}` }) },
				},
			],
			connections: chain('Start', 'Leak'),
		});
		await client.runToEnd(id, 'Start');
		noteCredential(folder, 'chargebackhitApi', {
			publicKey: 'cbh_pk_unused',
			secretKey: leaked,
			baseUrl: 'http://127.0.0.1',
		});
		expect(await keepExecutions(folder, client, id)).toBe(1);
		await client.deleteWorkflow(id);
		const types = await client.rest.request<Parameters<typeof notedSecrets>[1]>('GET', '/types/credentials.json');
		const findings = findSecrets(evidenceOf(folder, n8n.userFolder), notedSecrets(folder, types));
		expect(findings).toContainEqual({
			source: expect.stringMatching(/^execution/) as string,
			secret: 'chargebackhitApi.secretKey',
			form: 'as it is',
		});
		expect(findings.some(({ source }) => source.includes('sqlite'))).toBe(true);
	});

	/** Forms without which the secret in a planted text would not be found. */
	const needed = new Set<string>();
	describe.each([
		['of ASCII', 'kv&token "of" <12>~/+?>>> \\ end'],
		['with other letters', 'a töken "öf" ü / 12 ÿ?>>>~~~'],
		['with letters that latin1 lacks', 'a token of žluťoučký 鍵 🔑 / 12'],
		['like a token', `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(randomUUID()).toString('base64url')}.x-_y${randomUUID()}`],
	])('for a secret %s', (_kind, secret) => {
		let own: string;
		beforeEach(() => {
			own = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-secrets-'));
			noteSecret(own, 'token', secret);
		});
		afterEach(() => rmSync(own, { recursive: true, force: true }));

		const json = (text: string) => JSON.stringify(text);
		const small = (text: string) => text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
		const base64 = (before: string, alphabet: 'base64' | 'base64url') =>
			Buffer.from(`${before}${secret}, and more`).toString(alphabet);
		const escaped = json(secret).replace(
			/[^\u0020-\u007e]/g,
			(letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
		);
		const inForm = new URLSearchParams({ key: secret }).toString();
		const planted: Array<[string, string | Buffer]> = [
			['as it is', secret],
			['in an address', `/?key=${encodeURIComponent(secret)}`],
			['in an address, in small letters', `/?key=${small(encodeURIComponent(secret))}`],
			['in a form', inForm],
			['in a form, in small letters', small(inForm)],
			['in hexadecimal', Buffer.from(secret).toString('hex')],
			['in hexadecimal, in capitals', Buffer.from(secret).toString('hex').toUpperCase()],
			['read as latin1', Buffer.from(secret).toString('latin1')],
			['in JSON of ASCII', escaped],
			['in JSON', json(secret)],
			['in JSON in JSON', json(json(secret))],
			['in JSON in JSON in JSON', json(json(json(secret)))],
			['in JSON with escaped slashes', json(secret).replace(/\//g, '\\/')],
			[
				'in HTML',
				`<p>${secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')}</p>`,
			],
			[
				'in strict HTML',
				secret.replace(
					/[&<>"/=]/g,
					(letter) =>
						({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '/': '&#x2F;', '=': '&#x3D;' })[letter] ?? letter,
				),
			],
			['in base64', Buffer.from(secret).toString('base64')],
			...['', 'a', 'ab', 'id:', 'user:', 'users:'].flatMap(
				(before): Array<[string, string]> => [
					[`in base64 behind "${before}"`, base64(before, 'base64')],
					[`in base64url behind "${before}"`, base64(before, 'base64url')],
				],
			),
			...(/^[\u0000-\u00ff]*$/.test(secret)
				? [['in a file of latin1', Buffer.from(secret, 'latin1')] as [string, Buffer]]
				: []),
		];

		it.each(planted)('finds it %s in a planted log', (_form, text) => {
			writeFileSync(
				path.join(own, 'n8n.log'),
				Buffer.concat([Buffer.from('ü before '), Buffer.from(text as string), Buffer.from(' after')]),
			);
			const findings = findSecrets(evidenceOf(own, own), notedSecrets(own, []));
			expect(findings).toContainEqual(expect.objectContaining({ source: 'n8n.log', secret: 'token' }));
			if (findings.length === 1) needed.add(findings[0].form);
		});

		it('finds it in no other text, however like it', () => {
			const texts = planted.map(([, text]) =>
				text
					.toString()
					.replace(/[0-9a-zA-Z](?=.{6}$)/s, (letter) => (letter === '1' ? '2' : '1'))
					.slice(0, -3),
			);
			const without = [secret.slice(1), secret.slice(0, -1), ...texts.filter((text) => text.length < secret.length)];
			for (const text of without)
				expect(findSecrets([{ source: 'x', text: `before ${text} after` }], notedSecrets(own, []))).toEqual([]);
		});

		it('is not searched for in the database if n8n must keep it there, but everywhere else', () => {
			const kept = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-secrets-'));
			noteSecret(kept, 'key', secret, 'database');
			const secrets = notedSecrets(kept, []);
			expect(
				findSecrets(
					[
						{ source: 'database.sqlite', text: secret },
						{ source: 'database.sqlite-wal', text: secret },
					],
					secrets,
				),
			).toEqual([]);
			expect(findSecrets([{ source: 'n8n.log', text: secret }], secrets)).toHaveLength(1);
			noteSecret(kept, 'the same as a token', secret);
			expect(findSecrets([{ source: 'database.sqlite', text: secret }], notedSecrets(kept, []))).toHaveLength(1);
			rmSync(kept, { recursive: true, force: true });
		});
	});

	it('would have missed something without any one of the forms', () => {
		const all = formsOf('a tö "12" \\ / ÿ?>>>~~~').map(([form]) => form);
		expect([...needed].sort()).toEqual(all.sort());
	});

	it('reports some of the forms by their own names', () => {
		const secrets = new Map([['a tö "12" \\ /', { name: 'x' }]]);
		const found = (text: string | Buffer) => findSecrets([{ source: 'x', text }], secrets).map(({ form }) => form);
		expect(found('a+t%c3%b6+%2212%22+%5c+%2f')).toEqual(['in a form, in small letters']);
		expect(found(JSON.stringify(JSON.stringify('a tö "12" \\ /')))).toEqual(['in JSON in JSON']);
		expect(found(Buffer.from('a tö "12" \\ /', 'latin1'))).toEqual(['as it is']);
	});
});

describe('what passes through the process of the tests', () => {
	it('is noted: proofs in headers, tokens in answers, keys of addresses', async () => {
		const { folder, client } = await connect();
		const types = await client.rest.request<Parameters<typeof notedSecrets>[1]>('GET', '/types/credentials.json');
		const clientSecret = `secret:${randomUUID()}`;
		const apiKey = Buffer.from(`client:${clientSecret}`).toString('base64');
		const proofs = Object.fromEntries(
			['signature', 'x-api-key', 'x-klavi-signature', 'x-event-signature'].map((name) => [
				name,
				`${name} ${randomUUID()}`,
			]),
		);
		const key = randomBytes(32).toString('hex');
		const sandbox = await createSandbox({
			kount: { apiKey, keyBits: 2048 },
			klavi: { accessKey: 'noted-access', secretKey: 'noted-secret' },
		});
		const url = await sandbox.listen(0);
		const answers = [
			await axios.post<{ access_token: string }>(
				`${url}/kount/as/token`,
				'grant_type=client_credentials&scope=k1_integration_api',
				{ headers: { authorization: `Basic ${apiKey}` } },
			),
			await axios.post<{ accessToken: string }>(`${url}/klavi/payment/customer/v1/auth`, {
				accessKey: 'noted-access',
				secretKey: 'noted-secret',
			}),
		];
		await axios.get(`${url}/kloutit/connection?key=${key}`, { headers: proofs, validateStatus: () => true });
		await sandbox.close();
		const tokens = answers
			.flatMap(({ data }) => Object.values(data as object))
			.filter((value): value is string => /^eyJ/.test(String(value)));
		expect(tokens).toHaveLength(2);
		const noted = notedSecrets(folder, types);
		for (const secret of [clientSecret, apiKey, key, ...tokens, ...Object.values(proofs)])
			expect([secret, noted.has(secret)]).toEqual([secret, true]);
		expect(noted.get(key)).toEqual({ name: 'the key of an address', lawful: 'database' });
	});

	it('and so are the keys in a credential, with the secret inside the one of Kount', () => {
		const own = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-secrets-'));
		const types = [
			{
				name: 'kountOAuth2Api',
				properties: [
					{
						displayName: 'API Key',
						name: 'apiKey',
						type: 'string' as const,
						default: '',
						typeOptions: { password: true },
					},
				],
			},
		];
		noteCredential(own, 'kountOAuth2Api', {
			apiKey: ` Basic ${Buffer.from('client:the:inner:secret').toString('base64')}\n`,
			baseUrl: 'http://127.0.0.1',
		});
		expect([...notedSecrets(own, types).keys()]).toContain('the:inner:secret');
		rmSync(own, { recursive: true, force: true });
	});
});

describe('the sandbox', () => {
	it('writes no key after its greeting, whatever happens to it', async () => {
		const keys = {
			SANDBOX_CHARGEBACKHIT_SECRET_KEY: `cbh_sk_${randomUUID()}`,
			SANDBOX_KLOUTIT_API_KEY: `klt_${randomUUID()}`,
		};
		const child = spawn(process.execPath, ['tools/sandbox.mjs'], {
			cwd: PROJECT_FOLDER,
			env: { ...process.env, ...keys, SANDBOX_PORT: '0' },
		});
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
			const call = async (method: string, address: string, data?: unknown, headers: Record<string, string> = {}) =>
				await axios.request({ method, url: url + address, data, headers, validateStatus: () => true });
			const apiKey = keys.SANDBOX_KLOUTIT_API_KEY;
			await call('GET', '/kloutit/connection', undefined, { 'x-api-key': apiKey });
			await call('POST', '/kloutit/case', '{broken', { 'x-api-key': apiKey, 'content-type': 'application/json' });
			await call('GET', `/chargebackhit/api/v2/alerts/x?key=${keys.SANDBOX_CHARGEBACKHIT_SECRET_KEY}`, undefined, {
				signature: 'wrong',
			});
			await call('POST', '/_sandbox/faults', { service: 'kloutit', reset: 'before' });
			await call('GET', '/kloutit/connection', undefined, { 'x-api-key': apiKey }).catch(() => undefined);
			await call('POST', '/_sandbox/kloutit/events', { event: 'CASE_WON', url: 'http://127.0.0.1:9/', wait: 'first' });
			await call('POST', '/_sandbox/chargebackhit/alerts', { type: 'inquiry', url: 'http://127.0.0.1:9/' });
			const said = output.slice(greeting);
			const secrets = new Map(Object.entries(keys).map(([name, value]) => [value, { name }]));
			expect(findSecrets([{ source: 'sandbox', text: said }], secrets)).toEqual([]);
		} finally {
			child.kill();
		}
	});
});
