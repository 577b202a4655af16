import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/Chargebackhit/actions';
import { createSandbox } from '../../sandbox/server';
import { detailsOf } from '../anotherN8n';
import { hurryClock } from './clock';
import { type BenchOptions, byId, ServiceBench } from './serviceBench';

export { hurryClock, runClock } from './clock';
export { byId } from './serviceBench';

/** The Chargebackhit node and its sandbox. */
export class ChargebackhitBench extends ServiceBench {
	readonly name = 'Chargebackhit';

	readonly node = 'chargebackhit';

	readonly credentialType = 'chargebackhitApi';

	readonly resources = resources;

	readonly wrongKey = { secretKey: 'wrong-secret-key' };

	static async open(): Promise<ChargebackhitBench> {
		hurryClock();
		const sandbox = await createSandbox({ chargebackhit: { strict: true } });
		return new ChargebackhitBench(sandbox, await sandbox.listen(0));
	}

	get credential(): IDataObject {
		const { publicKey, secretKey } = this.sandbox.settings.chargebackhit;
		return { publicKey, secretKey, previousSecretKey: '', baseUrl: `${this.url}/chargebackhit` };
	}

	refusalBody(words: string): IDataObject {
		return { error: { code: 'validation_error', message: words } };
	}

	/** Runs an operation whose only item fails: the problem's code, and the message. */
	async refusal(
		resource: string,
		operation: string,
		parameters: IDataObject,
		options: BenchOptions = {},
	): Promise<[unknown, string]> {
		const { json } = await this.run(resource, operation, parameters, { ...options, onError: 'continueRegularOutput' });
		return [detailsOf(json[0]).problem, String(json[0].error)];
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
}
