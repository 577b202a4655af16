import { setTimeout as pause } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { JournalEntry } from '../../sandbox/journal';
import { builtModule, runNodes, type Run, type RunOptions, type TestNode } from './engine';

/** A sandbox of its own for one test file, and a Chargebackhit node that talks to it. */
export class ChargebackhitBench {
	private constructor(
		readonly sandbox: Sandbox,
		readonly url: string,
	) {}

	static async open(): Promise<ChargebackhitBench> {
		hurryClock();
		const sandbox = await createSandbox();
		return new ChargebackhitBench(sandbox, await sandbox.listen(0));
	}

	async close(): Promise<void> {
		await this.sandbox.close();
	}

	get credential(): IDataObject {
		const { publicKey, secretKey } = this.sandbox.settings.chargebackhit;
		return { publicKey, secretKey, previousSecretKey: '', baseUrl: `${this.url}/chargebackhit` };
	}

	/** Runs one operation. */
	async run(
		resource: string,
		operation: string,
		parameters: IDataObject,
		options: Partial<Omit<RunOptions, 'nodes'>> & Partial<TestNode> = {},
	): Promise<Run> {
		const { input, credentials, mode, started, ...node } = options;
		return await runNodes({
			// n8n merges the input into error items only where a node stands before
			nodes: [{ type: 'test.passOn' }, { type: 'chargebackhit', ...node, parameters: { resource, operation, ...parameters } }],
			credentials: credentials ?? { chargebackhitApi: this.credential },
			...(input ? { input } : {}),
			...(mode ? { mode } : {}),
			...(started ? { started } : {}),
		});
	}

	/** The requests the sandbox received since the last reset. */
	get requests(): JournalEntry[] {
		return this.sandbox.journal.requests;
	}

	/** The body of the n-th request, parsed. */
	body(place = 0): IDataObject {
		return JSON.parse(this.requests[place].body) as IDataObject;
	}

	private get state() {
		return this.sandbox.state.chargebackhit;
	}

	/** The id of an alert of a type, or of any; `outcome` "" for one without an answer. */
	alertId(type?: string, outcome?: string): string {
		const found = [...this.state.alerts.values()].find(
			({ alert }) => (!type || alert.type === type) && (outcome === undefined || alert.outcome === outcome),
		);
		return String(found?.alert.id);
	}

	merchantId(): string {
		return String([...this.state.merchants.keys()][0]);
	}

	/** The id of a CAID on which a product is active. */
	caidId(product: 'cdrn' | 'rdr' = 'cdrn'): string {
		const found = [...this.state.caids.values()].find(({ products }) => products[product]?.status.includes('active'));
		return String(found?.id ?? [...this.state.caids.values()].find(({ products }) => products[product])?.id);
	}

	disputeId(): string {
		return String([...this.state.disputes.keys()][0]);
	}

	/** An operation's sample parameters, with ids of records that exist in place of `{alert}` and its like. */
	sample(parameters: IDataObject): IDataObject {
		const ids: Record<string, () => string> = {
			'{alert}': () => this.alertId('init-refund', ''),
			'{merchant}': () => this.merchantId(),
			'{caid}': () => this.caidId(),
			'{dispute}': () => this.disputeId(),
		};
		return Object.fromEntries(
			Object.entries(parameters).map(([name, value]) => [
				name,
				typeof value === 'string' && Object.hasOwn(ids, value) ? byId(ids[value]()) : value,
			]),
		);
	}

	/** The next requests meet a fault. */
	fault(order: IDataObject): void {
		this.sandbox.faults.add({ service: 'chargebackhit', ...order }, ['chargebackhit']);
	}
}

/** The nodes' clock, which tests may turn. */
export interface NodeClock {
	now: () => number;
	wait: (milliseconds: number) => Promise<void>;
	random: () => number;
}

export function nodeClock(): NodeClock {
	return builtModule<{ clock: NodeClock }>('nodes/common/clock.js').clock;
}

/**
 * From here on pauses take no time, but the clock goes on by as much, so that every rule about them holds.
 *
 * @returns the pauses that were waited for, in milliseconds
 */
export function hurryClock(): number[] {
	const waited: number[] = [];
	const clock = nodeClock();
	let ahead = 0;
	clock.now = () => Date.now() + ahead;
	clock.wait = async (milliseconds) => {
		waited.push(milliseconds);
		const target = Date.now() + ahead + milliseconds;
		await new Promise((resolve) => setImmediate(resolve));
		ahead = Math.max(ahead, target - Date.now());
	};
	return waited;
}

/** From here on pauses take their time. */
export function runClock(): void {
	const clock = nodeClock();
	clock.now = () => Date.now();
	clock.wait = async (milliseconds) => await pause(milliseconds, undefined, { ref: false });
}

/** A resource locator's value as the editor stores it. */
export function byId(value: string): IDataObject {
	return { __rl: true, mode: 'id', value };
}
