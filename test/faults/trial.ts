import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { JournalEntry } from '../../sandbox/shared/journal';
import { hurryClock, nodeClock } from '../engine/clock';
import type { Run } from '../engine/engine';
import type { BenchOptions, ServiceBench } from '../engine/serviceBench';
import { type FaultedService, SERVICES, sendingOperations, type Walked } from './services';

/** One of these items meets the fault: the one in the middle, so that there are others before and after it. */
const ITEMS = 3;
export const HIT = 1;

/** How one run of several items went. */
export interface Trial {
	/** Outputs of each item, in the order in which they came out. */
	items: INodeExecutionData[][];
	requests: JournalEntry[];
	/** Pauses, in milliseconds. */
	waited: number[];
	/** How long it took by the nodes' clock, in milliseconds. */
	took: number;
	/** What stopped the run. */
	error: Run['error'];
	/** All that n8n keeps of it. */
	run: Run;
}

interface TrialOptions {
	items?: number;
	faults?: IDataObject[];
	nodeOptions?: IDataObject;
	/** Others than those of the sample. */
	parameters?: IDataObject;
	onError?: BenchOptions['onError'];
	credentials?: BenchOptions['credentials'];
	started?: BenchOptions['started'];
}

/** How many requests a run makes if nothing goes wrong. */
interface Baseline {
	/** Requests before the first one of the item that will be hit. */
	before: number;
	/** Requests of that item. */
	own: number;
	total: number;
	items: INodeExecutionData[][];
}

/** Runs one operation with several items, of which one meets faults. */
export class Harness {
	private readonly baselines = new Map<string, Baseline>();

	private constructor(readonly bench: ServiceBench) {}

	static async open(service: FaultedService): Promise<Harness> {
		const bench = await service.open();
		await bench.prepare();
		return new Harness(bench);
	}

	/** Runs with the requests one after the other; a batch operation with one item a batch. @throws what stopped the run */
	async run(walked: Walked, options: TrialOptions = {}): Promise<Trial> {
		const trial = await this.attempt(walked, { onError: 'continueRegularOutput', ...options });
		if (trial.error) throw trial.error;
		return trial;
	}

	/** The same, but the run may be stopped by an error. */
	async attempt(walked: Walked, options: TrialOptions = {}): Promise<Trial> {
		const { bench } = this;
		const { items: count = ITEMS, faults = [], nodeOptions = {}, onError, started, credentials } = options;
		const { name, resource, operation, service } = walked;
		// without a reset of all data, since seeding takes long
		bench.sandbox.faults.clear();
		bench.sandbox.journal.reset();
		const waited = hurryClock();
		const { parameters, files } = operation.sample;
		const distinct = await service.distinct?.[name]?.(bench);
		const own = Array.from({ length: count }, (_, index): IDataObject => distinct?.(index) ?? {});
		const given = {
			...bench.sample(parameters),
			...expressionsFor(own[0] ?? {}),
			...bench.sample(options.parameters ?? {}),
		};
		const input = Array.from(
			{ length: count },
			(_, index): IDataObject => ({
				...(operation.sample.input?.[index % operation.sample.input.length] ?? {}),
				...plainValues(own[index]),
			}),
		);
		for (const fault of faults) bench.fault(fault);
		const begun = nodeClock().steady();
		const run = await bench.run(
			resource.value,
			operation.value,
			{
				...given,
				options: {
					...(given.options as IDataObject | undefined),
					maxConcurrentRequests: 1,
					batchSize: 1,
					...nodeOptions,
				},
			},
			{
				input,
				...(onError ? { onError } : {}),
				...(started ? { started } : {}),
				...(credentials ? { credentials } : {}),
				...(files ? { files: input.map(() => bench.files(files)) } : {}),
			},
		);
		const took = nodeClock().steady() - begun;
		const { outputs, error } = run;
		return { items: byItem(outputs[0] ?? [], count), requests: [...bench.requests], waited, took, error, run };
	}

	/** What a run without faults does. */
	async baseline(walked: Walked): Promise<Baseline> {
		const known = this.baselines.get(walked.name);
		if (known) return known;
		const alone = (await this.run(walked, { items: HIT })).requests.length;
		const two = (await this.run(walked, { items: HIT + 1 })).requests.length;
		const { requests, items } = await this.run(walked);
		const baseline = { before: alone, own: two - alone, total: requests.length, items };
		this.baselines.set(walked.name, baseline);
		return baseline;
	}

	async close(): Promise<void> {
		await this.bench.close();
	}
}

/** Groups outputs by item; one of a whole batch belongs to all its items. @throws if they are not in the order of the items */
function byItem(outputs: INodeExecutionData[], count: number): INodeExecutionData[][] {
	const items = Array.from({ length: count }, (): INodeExecutionData[] => []);
	let last = 0;
	for (const output of outputs) {
		const pairs = [output.pairedItem].flat() as Array<{ item: number }>;
		const [{ item: first }] = pairs;
		if (first < last || first >= count) throw new Error(`An output of item ${first} came after one of item ${last}`);
		last = first;
		for (const { item } of pairs) items[item].push(output);
	}
	return items;
}

const isLocator = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && '__rl' in value;

/** The parameters, each read from the item's field of the same name. */
function expressionsFor(values: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => {
			const expression = `={{ $json.${name} }}`;
			return [name, isLocator(value) ? { ...value, value: expression } : expression];
		}),
	);
}

function plainValues(values: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name, isLocator(value) ? value.value : value]),
	);
}

/** What the error item says: what happened, and what to do. */
export function errorText(outputs: INodeExecutionData[]): string {
	return `${String(outputs[0]?.json.error)} ${String(outputs[0]?.json.message)}`;
}

export const isError = (outputs: INodeExecutionData[]): boolean =>
	outputs.length === 1 && typeof outputs[0].json.error === 'string';

/** Per output the first fields: the others may depend on when the test runs. An error has no more than these. */
export const shapeOf = (outputs: INodeExecutionData[]): string[][] =>
	outputs.map(({ json }) => Object.keys(json).slice(0, 4));

/** Declares the tests of every operation of every service. */
export function everySendingOperation(declare: (walked: Walked, harness: () => Harness) => void): void {
	describe.each(SERVICES)('$name', (service) => {
		let harness: Harness;
		beforeAll(async () => {
			harness = await Harness.open(service);
		});
		afterAll(async () => await harness.close());
		describe.each(sendingOperations(service))('$name', (walked) => declare(walked, () => harness));
	});
}
