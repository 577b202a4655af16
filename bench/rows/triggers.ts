import { randomUUID } from 'node:crypto';

import type { SavedCredential } from '../../tools/n8n/client';
import type { NodeToCreate } from '../../tools/n8n/workflow';
import { assertStatus, type Delivery, type Load, load } from '../load';
import type { Row } from '../row';
import { SENDERS, type Sender } from '../senders';
import type { Stage } from '../stage';
import { inTurns, median } from '../statistics';

/** The number of deliveries per turn, and of turns. Turns are short, so that other work on the machine affects neighboring turns equally. */
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

/** The published triggers of a measurement. */
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

	/** @param make creates deliveries for our trigger; the reference gets the same bytes */
	async reference(make: () => Delivery, verification = ''): Promise<() => Delivery> {
		// it always reads a credential, as every trigger with one must
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

/** Valid deliveries per second, compared with a trigger that does only the unavoidable work. */
function overhead(sender: Sender): Row {
	const calls = sender.verification ? 'one getCredentials and the verifying call' : 'one getCredentials';
	return {
		name: `trigger-${sender.name}`,
		title: `Valid deliveries per second, compared with a bare trigger with ${calls} in the same n8n`,
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
				// the first deliveries also load code and open connections, so they are not measured
				await inTurns(1, measurements);
				const loads = await inTurns(ROUNDS, measurements);
				const ratio = median(loads.ours.map(({ rate }, round) => rate / loads.reference[round].rate));
				return {
					ratio,
					met: ratio >= 0.95,
					raw: {
						'ours per second': rateOf(loads.ours),
						'bare trigger per second': rateOf(loads.reference),
						'Webhook with Header Auth per second': rateOf(loads.builtIn),
						'in flight': IN_FLIGHT,
						ceiling: 'n8n: one isolate for each community trigger, and one for each getCredentials',
					},
				};
			} finally {
				await triggers.end();
			}
		},
	};
}

/** Deliveries that fail verification must cost less than valid ones. */
function forgeries(sender: Sender): Row {
	return {
		name: `forged-${sender.name}`,
		title: 'Obvious forgeries rejected per second, compared with valid deliveries',
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
						'rejected per second': rateOf(loads.forged),
						'valid per second': rateOf(loads.valid),
						'in flight': IN_FLIGHT,
						ceiling: sender.credential
							? 'n8n: one isolate for each community trigger'
							: 'valid deliveries read no credential here either, so the difference is smaller; rejections are as fast as in the other triggers',
					},
				};
			} finally {
				await triggers.end();
			}
		},
	};
}

export const triggerRows: Row[] = SENDERS.flatMap((sender) => [overhead(sender), forgeries(sender)]);
