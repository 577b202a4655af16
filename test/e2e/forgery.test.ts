import { randomUUID } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import fc from 'fast-check';

import { chain } from '../../tools/n8n/workflow';
import { isAnotherN8n } from '../anotherN8n';
import type { Delivery } from '../long/forgery/delivery';
import { forgeries } from '../long/forgery/forgeries';
import type { Target } from '../long/forgery/target';
import { TRIGGERS } from '../long/forgery/triggers';
import { type Connection, connect } from './harness';
import { noteSecret } from './secrets';

const FORGERIES = 300;
/** A genuine delivery after this many forged ones. */
const GENUINE_EVERY = 30;
/** Milliseconds after which a request counts as hanging. */
const PATIENCE = 30_000;

/**
 * Sends bytes as they are, which a well-behaved client would refuse to.
 *
 * @returns the status of the answer; 0 if the connection was closed without one
 */
async function sendRaw(address: string, { body, headers, query }: Delivery): Promise<number> {
	const url = new URL(address);
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	const lines = Object.entries(headers).flatMap(([name, value]) => {
		const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
		return values.map((one) => `${name}: ${one}`);
	});
	const head = [
		`POST ${url.pathname}${url.search} HTTP/1.1`,
		`host: ${url.host}`,
		`content-length: ${body.length}`,
		'connection: close',
		...lines,
	];
	return await new Promise((resolve, reject) => {
		const socket = connectTcp(Number(url.port), url.hostname);
		let answer = '';
		const timer = setTimeout(() => {
			socket.destroy();
			reject(new Error(`No answer after ${PATIENCE} ms`));
		}, PATIENCE);
		const end = () => {
			clearTimeout(timer);
			resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0));
		};
		socket.on('data', (chunk) => {
			answer += chunk.toString('latin1');
		});
		// a server that has answered may close before it has read everything
		socket.on('error', end);
		socket.on('close', end);
		socket.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'utf8'));
		socket.write(body);
	});
}

/** Statuses that the trigger, or n8n if it cannot parse a body, may return for a forged delivery. */
const REFUSALS = [400, 401, 422];
/** The same for headers and addresses that n8n's web server does not accept. */
const BY_THE_SERVER = [0, 431];
/** The same of a body that is a burden. */
const BY_BURDEN = [413, 500, 503];
/** Node.js accepts at most 16 kB of address and headers. */
const LARGE_HEAD = 12 * 1024;

/** True if the web server may refuse a delivery without a response: its head is too large, or has forbidden characters. */
function isBadHead({ headers, query }: Delivery): boolean {
	const values = Object.values(headers)
		.flat()
		.map((value) => value ?? '');
	const length = Buffer.byteLength(values.join('')) + new URLSearchParams(query).toString().length;
	return length > LARGE_HEAD || values.some((value) => /[\u0000-\u001f\u007f]/.test(value));
}

const allowedFor = (kind: string, delivery: Delivery): number[] => [
	...REFUSALS,
	...(isBadHead(delivery) ? BY_THE_SERVER : []),
	...(/\ba bomb\b/.test(kind) ? BY_BURDEN : []),
];

describe.each(TRIGGERS.filter(({ unregistered }) => !unregistered))('$name', ({ open }) => {
	let n8n: Connection;
	let target: Target;
	let address: string;
	let workflowId: string;
	const credentialIds: string[] = [];
	let accepted = 0;

	beforeAll(async () => {
		n8n = await connect();
		target = await open();
		const credentials: Record<string, { id: string; name: string }> = {};
		for (const [type, data] of Object.entries(target.credentials)) {
			const { id, name } = await n8n.client.createCredential(`Forged ${randomUUID()}`, type, data);
			credentials[type] = { id, name };
			credentialIds.push(id);
		}
		const webhookId = randomUUID();
		const nodes = [
			{
				name: 'Trigger',
				type: `n8n-nodes-chargeback.${target.node}`,
				webhookId,
				parameters: target.parameters,
				credentials,
			},
			{ name: 'End', type: 'n8n-nodes-base.noOp' },
		];
		({ id: workflowId } = await n8n.client.createWorkflow({
			name: `Forged ${randomUUID()}`,
			nodes,
			connections: chain('Trigger', 'End'),
		}));
		await n8n.client.activate(workflowId);
		address = n8n.client.webhookUrl(webhookId, target.path);
		await n8n.client.webhookReady(address);
		target.activated?.();
		for (const { headers, query } of target.genuine) {
			for (const { in: part, name } of target.proofs) {
				const value = part === 'headers' ? headers[name] : query[name];
				// n8n keeps the key of a registered address as the trigger's own data
				if (typeof value === 'string' && !/timestamp/.test(name))
					noteSecret(n8n.folder, name, value, part === 'query' ? 'database' : undefined);
			}
		}
	});
	afterAll(async () => {
		await n8n.client.deleteWorkflow(workflowId);
		for (const id of credentialIds) await n8n.client.deleteCredential(id);
		await target.close();
	});

	/** Sends again while n8n answers 503: its database check is late, as after a body that kept it busy, and senders try again too. */
	const sendPatiently = async (delivery: Delivery) => {
		const send = async () => await sendRaw(address, delivery);
		let status = await send();
		for (const until = Date.now() + PATIENCE; status === 503 && Date.now() < until; status = await send())
			await pause(500);
		return status;
	};
	const deliverGenuine = async () => {
		const status = await sendPatiently(target.genuine[accepted % target.genuine.length]);
		accepted++;
		expect(status).toBe(200);
	};
	const startedExecutions = async () => await n8n.client.countExecutions(workflowId);

	it(`refuses ${FORGERIES} forged deliveries, with genuine ones in between, and starts nothing by them`, async () => {
		const wrong: string[] = [];
		const statuses = new Map<number, number>();
		for (const [place, { kind, delivery }] of fc.sample(forgeries(target), FORGERIES).entries()) {
			if (place % GENUINE_EVERY === 0) await deliverGenuine();
			const forged = delivery();
			const allowed = allowedFor(kind, forged);
			const status = await (allowed.includes(503) ? sendRaw(address, forged) : sendPatiently(forged)).catch(
				(error: Error) => wrong.push(`${kind}: ${error.message}`) && -1,
			);
			statuses.set(status, (statuses.get(status) ?? 0) + 1);
			if (!allowed.includes(status)) wrong.push(`${kind}: answered ${status}`);
		}
		await deliverGenuine();
		expect(wrong).toEqual([]);
		// most of them come as far as the trigger
		expect(statuses.get(401)).toBeGreaterThan(FORGERIES / 2);
		expect(await startedExecutions()).toBe(accepted);
	}, 600_000);

	const genuine = () => target.genuine[0];
	it.each<[string, number[], () => Delivery]>([
		['malformed JSON', [422], () => ({ ...genuine(), body: Buffer.from('{"alert": ') })],
		// 500 by an n8n before 2.41
		[
			'a broken form',
			isAnotherN8n ? [400, 500] : [400],
			() => ({
				...genuine(),
				body: Buffer.from('no form'),
				headers: { ...genuine().headers, 'content-type': 'multipart/form-data; boundary=x' },
			}),
		],
		[
			'a body that is not compressed as it says',
			[500],
			() => ({ ...genuine(), headers: { ...genuine().headers, 'content-encoding': 'gzip' } }),
		],
		['a body over 16 MB', [0, 413, 500], () => ({ ...genuine(), body: Buffer.alloc(17 * 1024 * 1024, ' ') })],
	])('n8n itself refuses %s, and nothing starts', async (_case, statuses, make) => {
		expect(statuses).toContain(await sendRaw(address, make()));
		expect(await startedExecutions()).toBe(accepted);
	});

	it.each<[string, () => Delivery]>([
		[
			'badly compressed',
			() => ({
				...genuine(),
				headers: { ...genuine().headers, 'content-type': 'multipart/mixed; boundary=x', 'content-encoding': 'gzip' },
			}),
		],
		[
			'over 16 MB',
			() => ({
				...genuine(),
				body: Buffer.alloc(17 * 1024 * 1024, ' '),
				headers: { ...genuine().headers, 'content-type': 'multipart/mixed; boundary=x' },
			}),
		],
		[
			'over 16 MB once unpacked',
			() => ({
				...genuine(),
				body: gzipSync(Buffer.alloc(64 * 1024 * 1024, ' ')),
				headers: { ...genuine().headers, 'content-type': 'multipart/mixed; boundary=x', 'content-encoding': 'gzip' },
			}),
		],
	])(
		'a multipart body that the trigger has to read, %s, starts nothing, not even a failed execution',
		async (_case, make) => {
			const status = await sendRaw(address, make());
			// 400 if the proof does not cover the body
			expect(target.signsBody ? [0, 401] : [0, 400]).toContain(status);
			expect(await startedExecutions()).toBe(accepted);
		},
	);
});
