import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { JournalEntry } from '../../sandbox/journal';
import { runNodes, type Run, type RunOptions, type TestNode } from './engine';

/** A sandbox of its own for one test file, and a Chargebackhit node that talks to it. */
export class ChargebackhitBench {
	private constructor(
		readonly sandbox: Sandbox,
		readonly url: string,
	) {}

	static async open(): Promise<ChargebackhitBench> {
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
			nodes: [{ type: 'chargebackhit', ...node, parameters: { resource, operation, ...parameters } }],
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

	/** The id of an alert of a type, or of any. */
	alertId(type?: string): string {
		const found = [...this.sandbox.state.chargebackhit.alerts.values()].find(({ alert }) => !type || alert.type === type);
		return String(found?.alert.id);
	}
}

/** A resource locator's value as the editor stores it. */
export function byId(value: string): IDataObject {
	return { __rl: true, mode: 'id', value };
}
