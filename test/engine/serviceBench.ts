import type { IDataObject } from 'n8n-workflow';

import type { Resource } from '../../nodes/common/operation';
import type { Sandbox } from '../../sandbox/server';
import type { JournalEntry } from '../../sandbox/shared/journal';
import { type Run, type RunOptions, runNodes, type TestNode } from './engine';

export type BenchOptions = Partial<Omit<RunOptions, 'nodes'>> & Partial<TestNode>;

/** A sandbox of its own for one test file, and one service's node that talks to it. */
export abstract class ServiceBench {
	/** The display name. */
	abstract readonly name: string;
	/** The node, and the sandbox's name of the service. */
	abstract readonly node: string;
	abstract readonly credentialType: string;
	abstract readonly resources: Resource[];

	constructor(
		readonly sandbox: Sandbox,
		readonly url: string,
	) {}

	async close(): Promise<void> {
		await this.sandbox.close();
	}

	/** The credential that the sandbox accepts. */
	abstract get credential(): IDataObject;

	/** Changes of the credential with which the sandbox refuses it; the value must not be seen anywhere. */
	abstract readonly wrongKey: IDataObject;

	/** What the API itself sees of a request with wrong keys: n8n sends it a second time after a 401. */
	readonly wrongKeyStatuses: number[] = [401, 401];

	/** The same for the operations of one resource. */
	wrongKeyStatusesOf(_resource: string): number[] {
		return this.wrongKeyStatuses;
	}

	/** Writes, as `resource:operation`, that find out by themselves what became of them: they carry an id that counts once. */
	readonly clearsUp: string[] = [];

	/** How the service says that a request makes no sense, with a complaint. */
	abstract refusalBody(words: string): IDataObject;

	/** An operation's sample parameters, with what exists in the sandbox in place of `{alert}` and its like. */
	abstract sample(parameters: IDataObject): IDataObject;

	/** Makes what samples need and the seed does not hold. */
	async prepare(): Promise<void> {}

	/** The files of a sample, by binary field. */
	files(_names: Record<string, string>): Record<string, { fileName: string; content: Buffer }> {
		return {};
	}

	/** Runs one operation. */
	async run(resource: string, operation: string, parameters: IDataObject, options: BenchOptions = {}): Promise<Run> {
		const { input, credentials, mode, started, files, ...node } = options;
		return await runNodes({
			// n8n merges the input into error items only where a node stands before
			nodes: [
				{ type: 'test.passOn' },
				{ type: this.node, ...node, parameters: { resource, operation, ...parameters } },
			],
			credentials: credentials ?? { [this.credentialType]: this.credential },
			...(input ? { input } : {}),
			...(files ? { files } : {}),
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

	/** The next requests meet a fault. */
	fault(order: IDataObject): void {
		this.sandbox.faults.add({ service: this.node, ...order }, [this.node]);
	}
}

/** A resource locator's value as the editor stores it. */
export function byId(value: string): IDataObject {
	return { __rl: true, mode: 'id', value };
}
