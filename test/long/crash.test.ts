import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import axios from 'axios';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import { N8nClient } from '../../tools/n8n/client';
import { installN8n } from '../../tools/n8n/install';
import { anyFreePort } from '../../tools/n8n/ports';
import { type N8nServer, startN8n } from '../../tools/n8n/server';
import { installAsUsersDo, packPackage } from '../../tools/n8n/tarball';
import { wholeExecutions } from '../e2e/harness/executions';
import { AutoRefund, FINAL, outcomesOf } from './autoRefund';

const ALERTS = 500;
const KILLS = 20;
/** Alerts under way at once. */
const SENDERS = 4;
const PROJECT_FOLDER = path.resolve(__dirname, '../..');
const OWNER = { email: 'owner@example.com', firstName: 'Test', lastName: 'Owner', password: 'Chargeback1' };

let folder: string;
let n8n: N8nServer;
let client: N8nClient;
let sandbox: Sandbox;
let sandboxUrl: string;
beforeAll(async () => {
	const runtime = await installN8n((line) => process.stderr.write(`${line}\n`));
	folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-crash-'));
	const userFolder = path.join(folder, 'user');
	await installAsUsersDo(
		await packPackage(PROJECT_FOLDER, { build: false, targetFolder: path.join(folder, 'packed') }),
		userFolder,
	);
	sandbox = await createSandbox();
	sandboxUrl = await sandbox.listen(0);
	n8n = await startN8n({ runtime, userFolder, port: await anyFreePort() });
	client = new N8nClient(n8n.url);
	await client.setupOwner(OWNER);
}, 600_000);
afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
	if (folder) await rm(folder, { recursive: true, force: true });
}, 60_000);

/** What n8n returns with a 200 while it starts, before any trigger is active: nobody has the alert, but its sender cannot tell. */
const STARTING = 'n8n is starting up. Please wait';

/**
 * Delivers one alert as Chargebackhit does, again and again until a 2xx.
 *
 * @returns how often it was sent, and whether the trigger took it or an n8n that was starting, and how long its reply took
 * @throws Error if the 2xx came from neither
 */
async function deliverUntilTaken(
	id: string,
	url: string,
): Promise<{ sends: number; byTrigger: boolean; took: number }> {
	for (let sends = 1; ; sends++) {
		const sentAt = Date.now();
		const { data } = await axios.post<{ reply: { status: number | null; body: unknown } | null }>(
			`${sandboxUrl}/_sandbox/chargebackhit/alerts`,
			{
				type: 'init-refund',
				url,
				alert: { id },
			},
		);
		const { status, body } = data.reply ?? { status: null, body: null };
		if (status !== null && status >= 200 && status < 300) {
			const byTrigger = isRecord(body) && body.outcome === 'pending';
			if (!byTrigger && body !== STARTING)
				throw new Error(`Alert ${id} was answered ${status}, by nobody who is known: ${JSON.stringify(body)}`);
			return { sends, byTrigger, took: Date.now() - sentAt };
		}
		await pause(400);
	}
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The data of every execution that a delivery started, as text. */
async function deliveredExecutions(workflowId: string): Promise<string[]> {
	const texts: string[] = [];
	for await (const { mode, whole } of wholeExecutions(client, workflowId))
		if (mode === 'webhook') texts.push(JSON.stringify(whole));
	return texts;
}

/** Starts n8n again as whatever watches over it would: its own recovery may fail at the first start after a crash. */
async function startAgain(): Promise<number> {
	for (let failed = 0; ; failed++) {
		try {
			await n8n.restart();
			return failed;
		} catch (error) {
			if (failed >= 4) throw error;
		}
	}
}

const stillOpen = (ids: string[]) => ids.filter((id) => !outcomesOf(sandbox, id).includes(FINAL));

it(`loses no alert of ${ALERTS}, and refunds none twice, while n8n is killed ${KILLS} times`, async () => {
	const autoRefund = await AutoRefund.publish(client, sandbox, sandboxUrl, `${sandboxUrl}/refunds`);

	const ids = Array.from({ length: ALERTS }, (): string => randomUUID());
	const waiting = [...ids];
	/** Those acknowledged by the trigger, with how long their reply took, in milliseconds. */
	const acknowledged = new Map<string, number>();
	let taken = 0;
	let sent = 0;
	let kills = 0;
	let failedStarts = 0;
	/** Alerts that are sent before the next kill is over: so that each kill meets alerts under way. */
	const share = ALERTS / KILLS;
	const sending = Promise.all(
		Array.from({ length: SENDERS }, async () => {
			for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
				while (ALERTS - waiting.length > (kills + 1) * share && kills < KILLS) await pause(20);
				const { sends, byTrigger, took } = await deliverUntilTaken(id, autoRefund.url);
				if (byTrigger) acknowledged.set(id, took);
				sent += sends;
				taken++;
			}
		}),
	);
	for (; kills < KILLS; kills++) {
		while (taken < (kills + 0.5) * share) await pause(5);
		await n8n.kill();
		failedStarts += await startAgain();
		process.stderr.write(`Killed ${kills + 1} times, ${taken} alerts taken.\n`);
	}
	await sending;
	expect([taken, kills]).toEqual([ALERTS, KILLS]);

	// what was running finishes
	await client.login(OWNER);
	for (let open = Number.POSITIVE_INFINITY; open > stillOpen(ids).length; await pause(3000))
		open = stillOpen(ids).length;
	const started = await deliveredExecutions(autoRefund.workflowId);
	const unstored = [...acknowledged].filter(([id]) => !started.some((execution) => execution.includes(id)));
	expect(unstored).toEqual([]);

	const leftOpen = stillOpen(ids).length;
	const swept = await autoRefund.sweep(300_000);
	process.stderr.write(
		`Alerts: ${ALERTS} taken, of which ${ALERTS - acknowledged.size} by an n8n that was starting; sent ${sent} times; executions ${started.length}; left open by the crashes ${leftOpen}; starts that failed ${failedStarts}.\n`,
	);
	expect(swept).toBe('success');

	expect(stillOpen(ids)).toEqual([]);
	const twice = ids.filter((id) => outcomesOf(sandbox, id).filter((outcome) => outcome !== 'pending').length !== 1);
	expect(twice).toEqual([]);
	const refunds = new Map(sandbox.refunds.list().map((refund) => [refund.key, refund]));
	// one refund for each alert, made under the alert's own id
	expect(ids.filter((id) => !refunds.has(id))).toEqual([]);
	const asked = [...refunds.values()].reduce((sum, { calls }) => sum + calls, 0);
	process.stderr.write(`Refunds: ${refunds.size} made, asked for ${asked} times.\n`);
	const strangers = [...refunds.keys()].filter(
		(key) => !ids.includes(key) && !sandbox.state.chargebackhit.alerts.has(key),
	);
	expect(strangers).toEqual([]);
}, 2_400_000);
