import { writeFileSync } from 'node:fs';
import path from 'node:path';

import type { N8nClient } from '../../tools/n8n/client';
import { BadNetwork, PAGE, type Place, SERVICE_NAMES, type ServiceName, type Told } from './badNetwork';
import { CertificateAuthority } from './certificates';
import { connect } from './harness';
import { type OwnN8n, startOwnN8n } from './harness/ownN8n';

jest.setTimeout(300_000);

/** What the item of a read and of a write must say, for each service that the place is about. */
interface Case {
	name: string;
	place: (network: BadNetwork) => Place | Promise<Place>;
	/** The problem of each item; undefined if the request arrives. */
	problem: string | undefined;
	/** The problem of a write, if it is another one. */
	ofWrite?: string;
	/** The problem of the read of Klavi, which fetches its token from the same address before. */
	ofKlaviRead?: string;
	/** What the item names: the setting to change. */
	names?: string;
	/** True if nothing was sent for certain. */
	unsent?: boolean;
}

/** Each service at a path of the same address. */
const at = (address: string): Place => ({ baseUrl: (service) => `${address}/${service}` });
/** The sandbox, but Kount's tokens at another address. */
const tokensAt = (network: BadNetwork, tokenUrl: string, more: Partial<Place> = {}): Place => ({
	...at(network.url),
	tokenUrl,
	services: ['Kount'],
	...more,
});
const encrypted = (url: string): string => url.replace(/^http:/, 'https:');
const answer = async (network: BadNetwork, status: number, body = PAGE, type = 'text/html') =>
	await network.serve((_request, response) => {
		response.writeHead(status, { 'content-type': type, location: '/login' });
		response.end(body);
	});
const JSON_TYPE = 'application/json';
const NOBODY = 'http://127.0.0.1:9';
const ca = new CertificateAuthority();
const trusted = ca.issue('127.0.0.1');
const KEYS = /check the keys/i;

const tokenCase = (
	name: string,
	problem: string,
	names: string,
	address: (network: BadNetwork) => string | Promise<string>,
	more: Partial<Place> = {},
): Case => ({
	name: `Kount's token server: ${name}`,
	place: async (network) => tokensAt(network, await address(network), more),
	problem,
	names,
	unsent: true,
});

const PLAIN: Case[] = [
	{ name: 'the right address', place: ({ url }) => at(url), problem: undefined },
	{
		name: 'a certificate authority that n8n does not know',
		place: async (network) => at(`https://127.0.0.1:${await network.serveEncrypted(trusted)}`),
		problem: 'notSent',
		names: 'NODE_EXTRA_CA_CERTS',
		unsent: true,
	},
	{
		name: 'https to a port for http',
		place: ({ url }) => at(encrypted(url)),
		problem: 'tlsMismatch',
		names: 'this address in the credential',
		unsent: true,
	},
	{
		name: 'an address where nobody listens',
		place: () => at(NOBODY),
		problem: 'unreachable',
		ofKlaviRead: 'noToken',
		names: 'in the credential',
		unsent: true,
	},
	{
		name: 'a host that does not exist',
		place: () => at('https://api.chargeback.invalid'),
		problem: 'unreachable',
		ofKlaviRead: 'noToken',
		names: 'in the credential',
		unsent: true,
	},
	{
		name: 'a page with 200',
		place: async (network) => at(await answer(network, 200)),
		problem: 'notJson',
		ofKlaviRead: 'tokenAddressWrong',
		names: 'an HTML page',
	},
	...[403, 404].map(
		(status): Case => ({
			name: `a page with ${status}`,
			place: async (network) => at(await answer(network, status)),
			problem: 'pageInsteadOfApi',
			ofKlaviRead: 'tokenAddressWrong',
			names: 'HTTPS_PROXY',
		}),
	),
	{
		name: 'a page with 502',
		place: async (network) => at(await answer(network, 502)),
		problem: 'serverError',
		ofWrite: 'outcomeUnknown',
		ofKlaviRead: 'tokenAddressWrong',
	},
	{
		name: 'a redirect to a page where one signs in',
		place: async (network) => at(await answer(network, 302)),
		problem: 'redirect',
		ofKlaviRead: 'tokenAddressWrong',
		names: 'in the credential',
	},
	...[200, 403, 404].map((status) =>
		tokenCase(`a page with ${status}`, 'tokenAddressWrong', 'HTTPS_PROXY', (network) => answer(network, status)),
	),
	tokenCase('404 in JSON', 'tokenAddressWrong', 'this address', (network) =>
		answer(network, 404, '{"status":404}', JSON_TYPE),
	),
	tokenCase('an error of another API', 'noToken', 'in the credential', (network) =>
		answer(network, 404, '{"error":"Not Found"}', JSON_TYPE),
	),
	tokenCase('no token in the response', 'tokenAddressWrong', 'in the credential', (network) =>
		answer(network, 200, '{}', JSON_TYPE),
	),
	tokenCase('deeply nested JSON', 'noToken', 'in the credential', (network) =>
		answer(network, 200, `{"access_token":"a","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, JSON_TYPE),
	),
	tokenCase('500', 'noToken', 'HTTPS_PROXY', (network) => answer(network, 500, '', JSON_TYPE)),
	tokenCase('nobody listens', 'noToken', 'HTTPS_PROXY', () => NOBODY),
	tokenCase('a host that does not exist', 'noToken', 'HTTPS_PROXY', () => 'https://tokens.chargeback.invalid/token'),
	tokenCase('silence', 'noToken', 'HTTPS_PROXY', (network) => network.serve(() => {}), { timeout: 1 }),
	tokenCase(
		'a byte now and then',
		'noToken',
		'HTTPS_PROXY',
		(network) =>
			network.serve((_request, response) => {
				response.writeHead(200, { 'content-type': JSON_TYPE });
				const timer = setInterval(() => response.write(' '), 200);
				response.on('close', () => clearInterval(timer));
			}),
		{ timeout: 1 },
	),
	tokenCase('https to a port for http', 'tlsMismatch', 'this address', ({ url }) => encrypted(url)),
	tokenCase(
		'an unknown certificate authority',
		'notSent',
		'NODE_EXTRA_CA_CERTS',
		async (network) => `https://127.0.0.1:${await network.serveEncrypted(trusted)}/token`,
	),
	{
		name: "Kount's token server: a wrong key",
		place: async (network) => tokensAt(network, await answer(network, 401, '{"error":"invalid_client"}', JSON_TYPE)),
		problem: 'credentialRejected',
		unsent: true,
	},
];

/** Of an n8n that trusts the authority, and blocks requests to all internal addresses but 127.0.0.1. */
const GUARDED: Case[] = [
	{
		name: 'a certificate authority that NODE_EXTRA_CA_CERTS names',
		place: async (network) => {
			const address = `https://127.0.0.1:${await network.serveEncrypted(trusted)}`;
			return { ...at(address), tokenUrl: `${address}/kount/as/token` };
		},
		problem: undefined,
	},
	{
		name: 'text with 502 over TLS, which is not of a proxy',
		place: async (network) =>
			at(
				`https://127.0.0.1:${await network.serveEncrypted(trusted, (_request, response) => {
					response.writeHead(502);
					response.end('Bad gateway');
				})}`,
			),
		problem: 'serverError',
		ofWrite: 'outcomeUnknown',
		ofKlaviRead: 'noToken',
	},
	...[
		{ name: 'of another host', certified: ca.issue('api.example.com') },
		{ name: 'that has expired', certified: ca.issue('127.0.0.1', -3) },
	].map(
		({ name, certified }): Case => ({
			name: `a certificate ${name}`,
			place: async (network) => at(`https://127.0.0.1:${await network.serveEncrypted(certified)}`),
			problem: 'certificateInvalid',
			names: 'this address in the credential',
			unsent: true,
		}),
	),
	{
		name: 'an address that the SSRF protection blocks',
		place: async (network) => at(await network.serve((_request, response) => response.end('{}'), '127.0.0.2')),
		problem: 'blockedByN8n',
		names: 'N8N_SSRF_ALLOWED_HOSTNAMES',
		unsent: true,
	},
	tokenCase(
		'an address that the SSRF protection blocks',
		'blockedByN8n',
		'N8N_SSRF_ALLOWED_IP_RANGES',
		() => 'http://127.0.0.2:9/token',
	),
	tokenCase(
		'a certificate of another host',
		'certificateInvalid',
		'this address',
		async (network) => `https://127.0.0.1:${await network.serveEncrypted(ca.issue('login.example.com'))}`,
	),
];

/** Of an n8n behind a proxy that refuses with the status in the host's name. */
const PROXIED: Case[] = [
	...['407', '407-page', '403', '403-page', '502'].map(
		(status): Case => ({
			name: `${status} of the proxy`,
			place: () => at(`https://status-${status}.example`),
			problem: 'proxyRefused',
			names: 'HTTPS_PROXY',
			unsent: true,
		}),
	),
	{
		name: '407 of the proxy without TLS',
		place: () => at('http://status-407.example'),
		problem: 'proxyRefused',
		names: 'HTTP_PROXY',
		unsent: true,
	},
	{
		name: 'a page of the proxy without TLS',
		place: () => at('http://status-403.example'),
		problem: 'pageInsteadOfApi',
		ofKlaviRead: 'tokenAddressWrong',
		names: 'PROXY',
	},
	tokenCase('407 of the proxy', 'proxyRefused', 'HTTPS_PROXY', () => 'https://status-407.example/token'),
	tokenCase('403 of the proxy', 'tokenAddressWrong', 'HTTPS_PROXY', () => 'https://status-403.example/token'),
	tokenCase('502 of the proxy', 'noToken', 'HTTPS_PROXY', () => 'https://status-502.example/token'),
];

/** The same n8n, when its proxy is gone. */
const PROXY_GONE: Case[] = [
	{
		name: 'a proxy that is not there',
		place: () => at('https://api.example.com'),
		problem: 'unreachable',
		ofKlaviRead: 'noToken',
		names: 'proxy',
		unsent: true,
	},
	tokenCase('a proxy that is not there', 'noToken', 'HTTPS_PROXY', () => 'https://login.example.com/token'),
];

let network: BadNetwork;
beforeAll(async () => {
	network = await BadNetwork.open();
});
afterAll(async () => await network.close());

/** Declares the tests of some cases, all of which run at the same time. */
function check(cases: Case[], client: () => N8nClient): void {
	const told = new Map<string, Told[] | Error>();
	beforeAll(async () => {
		await Promise.all(
			cases.map(async ({ name, place }) => {
				const result = await network.tell(client(), await place(network)).catch((error: unknown) => error as Error);
				told.set(name, result);
			}),
		);
	});

	it.each(cases)('$name', ({ name, problem, ofWrite, ofKlaviRead, names = '', unsent = false }) => {
		const items = told.get(name);
		if (items === undefined || items instanceof Error) throw items ?? new Error('Did not run');
		expect(new Set(items.map(({ service }) => service)).size).toBe(name.startsWith('Kount') ? 1 : SERVICE_NAMES.length);
		for (const { service, effect, error, advice, details } of items) {
			const isKlaviRead = service === ('Klavi' satisfies ServiceName) && effect === 'read';
			const expected = (isKlaviRead ? ofKlaviRead : undefined) ?? (effect === 'write' ? ofWrite : undefined) ?? problem;
			const which = `${service} ${effect}: ${error} ${advice}`;
			expect([which, isTransport(details.problem) ? details.problem : undefined]).toEqual([which, expected]);
			if (expected === undefined) continue;
			expect(which).toContain(names);
			if (expected !== 'credentialRejected') expect(which).not.toMatch(KEYS);
			// what is said to be unsent is certain, and nothing else claims it
			const isUnsent = unsent || ofKlaviRead === expected;
			expect([which, details.notSent ?? false]).toEqual([which, isUnsent]);
			if (isUnsent) expect(which).toMatch(/nothing was sent|request was not sent/i);
			expect([which, details.unclear ?? false]).toEqual([
				which,
				effect === 'write' && ['notJson', 'outcomeUnknown'].includes(expected),
			]);
		}
	});
}

/** False for what the service itself says. */
const isTransport = (problem: unknown): boolean =>
	problem !== undefined && !/notFound|AlreadyFinal/.test(String(problem));

describe('an n8n with no settings of its own', () => {
	let client: N8nClient;
	beforeAll(async () => {
		({ client } = await connect());
	});
	check(PLAIN, () => client);
});

describe('an n8n with SSRF protection, and with NODE_EXTRA_CA_CERTS', () => {
	let n8n: OwnN8n;
	beforeAll(async () => {
		const file = path.join((await connect()).folder, 'authority.pem');
		writeFileSync(file, ca.cert);
		n8n = await startOwnN8n({
			NODE_EXTRA_CA_CERTS: file,
			N8N_SSRF_PROTECTION_ENABLED: 'true',
			N8N_SSRF_ALLOWED_IP_RANGES: '127.0.0.1/32',
		});
	});
	afterAll(async () => await n8n.close());
	check(GUARDED, () => n8n.client);
});

describe('an n8n behind a proxy', () => {
	let n8n: OwnN8n;
	let proxy: Awaited<ReturnType<BadNetwork['serveProxy']>>;
	beforeAll(async () => {
		proxy = await network.serveProxy();
		n8n = await startOwnN8n({ HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' });
	});
	afterAll(async () => await n8n.close());
	check(PROXIED, () => n8n.client);

	describe('that is gone', () => {
		beforeAll(() => proxy.close());
		check(PROXY_GONE, () => n8n.client);
	});
});
