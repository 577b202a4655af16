import { randomUUID } from 'node:crypto';

import type { SavedCredential } from '../../tools/n8n/client';
import type { NodeToCreate } from '../../tools/n8n/workflow';
import { assertStatus, type Delivery, type Load, load } from '../load';
import type { Row } from '../row';
import { SENDERS, type Sender } from '../senders';
import type { Stage } from '../stage';
import { inTurns, median } from '../statistics';

/** Deliveries in each turn, and turns: short ones, so that what else the machine does falls on neighbours alike. */
const COUNT = 12;
const ROUNDS = 15;
const IN_FLIGHT = 4;

const END: NodeToCreate[] = [{ name: 'End', type: 'n8n-nodes-base.noOp' }];
const PLAIN: Omit<Delivery, 'url'> = {
	headers: { 'content-type': 'application/json', 'x-bench-key': 'bench' },
	body: '{"alert":{"id":"1"}}',
};

const rateOf = (loads: Load[]): number => median(loads.map(({ rate }) => rate));

async function under(make: () => Delivery, status: number, count = COUNT): Promise<Load> {
	const result = await load(make, count, IN_FLIGHT);
	assertStatus(result, status);
	return result;
}

const usable = ({ id, name, type }: SavedCredential) => ({ [type]: { id, name } });

/** The triggers of a measurement, in service. */
class Triggers {
	private readonly ends: Array<() => Promise<void>> = [];

	constructor(
		private readonly stage: Stage,
		private readonly sender: Sender,
	) {}

	private get credentials() {
		return this.sender.credential ? usable(this.sender.credential(this.stage)) : {};
	}

	async ours(): Promise<() => Delivery> {
		const { type, path, parameters } = this.sender;
		const node = {
			type: `n8n-nodes-chargeback.${type}`,
			credentials: this.credentials,
			parameters: parameters() as NodeToCreate['parameters'],
		};
		const { url, end } = await this.stage.listen(node, END, path);
		this.ends.push(end);
		return await this.sender.deliveries(this.stage, url);
	}

	/** @param make the deliveries of ours: the reference gets the same bytes */
	async reference(make: () => Delivery, verification = ''): Promise<() => Delivery> {
		// it opens a credential in any case, as every trigger with one must
		const credentials = this.sender.credential ? this.credentials : usable(this.stage.chargebackhit);
		const node = { type: 'CUSTOM.benchReference', credentials, parameters: { verification } };
		const { url, end } = await this.stage.listen(node, END, 'reference');
		this.ends.push(end);
		return () => ({ ...make(), url });
	}

	async builtIn(): Promise<() => Delivery> {
		const saved = await this.stage.client.createCredential(`Header ${randomUUID()}`, 'httpHeaderAuth', {
			name: 'x-bench-key',
			value: 'bench',
		});
		const node = {
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			credentials: { httpHeaderAuth: { id: saved.id, name: saved.name } },
			parameters: { httpMethod: 'POST', path: randomUUID(), authentication: 'headerAuth', options: {} },
		};
		const { url, end } = await this.stage.listen(node, END);
		this.ends.push(end, async () => await this.stage.client.deleteCredential(saved.id));
		return () => ({ url, ...PLAIN });
	}

	async end(): Promise<void> {
		for (const end of this.ends) await end();
	}
}

/** Valid deliveries a second, against a trigger that does nothing but what cannot be left out. */
function overhead(sender: Sender): Row {
	const calls = sender.verification ? 'one getCredentials and the verifying call' : 'one getCredentials';
	return {
		name: `trigger-${sender.name}`,
		title: `Valid deliveries a second, against a bare trigger with ${calls} in the same n8n`,
		target: '>= 0.95 of the bare trigger',
		measure: async (stage) => {
			const triggers = new Triggers(stage, sender);
			try {
				const ours = await triggers.ours();
				const reference = await triggers.reference(ours, sender.verification?.(stage));
				const builtIn = await triggers.builtIn();
				const measurements = {
					ours: async () => await under(ours, sender.status),
					reference: async () => await under(reference, 200),
					builtIn: async () => await under(builtIn, 200),
				};
				// the first deliveries load code and open connections
				await inTurns(1, measurements);
				const loads = await inTurns(ROUNDS, measurements);
				const ratio = median(loads.ours.map(({ rate }, round) => rate / loads.reference[round].rate));
				return {
					ratio,
					met: ratio >= 0.95,
					raw: {
						'ours a second': rateOf(loads.ours),
						'bare trigger a second': rateOf(loads.reference),
						'Webhook with Header Auth a second': rateOf(loads.builtIn),
						'in flight': IN_FLIGHT,
						ceiling: 'n8n: an isolate for each trigger that is not its own, one for each getCredentials',
					},
				};
			} finally {
				await triggers.end();
			}
		},
	};
}

/** Deliveries that prove nothing must cost less than those that do. */
function forgeries(sender: Sender): Row {
	return {
		name: `forged-${sender.name}`,
		title: 'Deliveries refused at first sight a second, against valid ones',
		target: '>= 2 x the valid ones',
		measure: async (stage) => {
			const triggers = new Triggers(stage, sender);
			try {
				const ours = await triggers.ours();
				const measurements = {
					valid: async () => await under(ours, sender.status),
					forged: async () => await under(() => sender.forge(ours()), 401),
				};
				await inTurns(1, measurements);
				const loads = await inTurns(ROUNDS, measurements);
				const ratio = median(loads.forged.map(({ rate }, round) => rate / loads.valid[round].rate));
				return {
					ratio,
					met: ratio >= 2,
					raw: {
						'refused a second': rateOf(loads.forged),
						'valid a second': rateOf(loads.valid),
						'in flight': IN_FLIGHT,
						ceiling: sender.credential
							? 'n8n: an isolate for each trigger that is not its own'
							: 'valid ones open no credential here either: refused as fast as those of the other triggers, there is nothing to save',
					},
				};
			} finally {
				await triggers.end();
			}
		},
	};
}

export const triggerRows: Row[] = SENDERS.flatMap((sender) => [overhead(sender), forgeries(sender)]);
