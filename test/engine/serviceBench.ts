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

	/** Changes that make the sandbox refuse the credential. Their values must appear nowhere. */
	abstract readonly wrongKey: IDataObject;

	/** What the API itself sees of a request with wrong keys: n8n sends it a second time after a 401. */
	readonly wrongKeyStatuses: number[] = [401, 401];

	/** The same for the operations of one resource. */
	wrongKeyStatusesOf(_resource: string): number[] {
		return this.wrongKeyStatuses;
	}

	/** Writes, as `resource:operation`, that find out their own outcome: they have an id that the service accepts only once. */
	readonly clearsUp: string[] = [];

	/** Operations, as `resource:operation`, that wait through failures until their limit. */
	readonly waits: string[] = [];

	/** The body with which the service refuses a request, in these words. */
	abstract refusalBody(words: string): IDataObject;

	/** An operation's sample parameters, with ids from the sandbox instead of `{alert}` and other placeholders. */
	abstract sample(parameters: IDataObject): IDataObject;

	/** Creates what samples need and the seed does not contain. */
	async prepare(): Promise<void> {}

	/** The files of a sample, by binary field. */
	files(_names: Record<string, string>): Record<string, { fileName: string; content: Buffer }> {
		return {};
	}

	/** Runs one operation. */
	async run(resource: string, operation: string, parameters: IDataObject, options: BenchOptions = {}): Promise<Run> {
		const { input, credentials, mode, started, files, timeZone, ...node } = options;
		return await runNodes({
			// n8n merges the input into error items only if there is a node before
			nodes: [
				{ type: 'test.passOn' },
				{ type: this.node, ...node, parameters: { resource, operation, ...parameters } },
			],
			credentials: credentials ?? { [this.credentialType]: this.credential },
			...(input ? { input } : {}),
			...(files ? { files } : {}),
			...(mode ? { mode } : {}),
			...(started ? { started } : {}),
			...(timeZone ? { timeZone } : {}),
		});
	}

	/** The requests the sandbox received since the last reset. */
	get requests(): JournalEntry[] {
		return this.sandbox.journal.requests;
	}

	/** The body of the n-th request, parsed. */
	body(index = 0): IDataObject {
		return JSON.parse(this.requests[index].body) as IDataObject;
	}

	/** Makes the next requests fail. */
	fault(order: IDataObject): void {
		this.sandbox.faults.add({ service: this.node, ...order }, [this.node]);
	}
}

/** A resource locator's value as the editor stores it. */
export function byId(value: string): IDataObject {
	return { __rl: true, mode: 'id', value };
}
