import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { JournalEntry } from '../../sandbox/shared/journal';
import { hurryClock } from '../engine/clock';
import type { ServiceBench } from '../engine/serviceBench';
import { type FaultedService, SERVICES, sendingOperations, type Walked } from './services';

/** Of so many items, one meets the fault: the one in the middle, so that there are others before and after it. */
const ITEMS = 3;
export const HIT = 1;

/** How one run of several items went. */
export interface Trial {
	/** Outputs of each item, in the order in which they came out. */
	items: INodeExecutionData[][];
	requests: JournalEntry[];
	/** Pauses, in milliseconds. */
	waited: number[];
}

/** How many requests a run makes where nothing goes wrong. */
interface Course {
	/** Requests before the first one of the item that will be hit. */
	before: number;
	/** Requests of that item. */
	own: number;
	total: number;
	items: INodeExecutionData[][];
}

/** Runs one operation with several items, of which one meets faults. */
export class Stage {
	private readonly courses = new Map<string, Course>();

	private constructor(readonly bench: ServiceBench) {}

	static async open(service: FaultedService): Promise<Stage> {
		const bench = await service.open();
		await bench.prepare();
		return new Stage(bench);
	}

	/** Runs with the requests one after the other; a batch operation with one item a batch. */
	async run(
		walked: Walked,
		options: { items?: number; faults?: IDataObject[]; nodeOptions?: IDataObject } = {},
	): Promise<Trial> {
		const { bench } = this;
		const { items: count = ITEMS, faults = [], nodeOptions = {} } = options;
		const { name, resource, operation, service } = walked;
		// not all data anew, since seeding takes long
		bench.sandbox.faults.clear();
		bench.sandbox.journal.reset();
		const waited = hurryClock();
		const { parameters, files } = operation.sample;
		const distinct = await service.distinct?.[name]?.(bench);
		const own = Array.from({ length: count }, (_, place): IDataObject => distinct?.(place) ?? {});
		const given = { ...bench.sample(parameters), ...expressionsFor(own[0] ?? {}) };
		const input = Array.from(
			{ length: count },
			(_, place): IDataObject => ({
				...(operation.sample.input?.[place % operation.sample.input.length] ?? {}),
				...plainValues(own[place]),
			}),
		);
		for (const fault of faults) bench.fault(fault);
		const { outputs, error } = await bench.run(
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
			{ input, onError: 'continueRegularOutput', ...(files ? { files: input.map(() => bench.files(files)) } : {}) },
		);
		if (error) throw error;
		return { items: byItem(outputs[0] ?? [], count), requests: [...bench.requests], waited };
	}

	/** The course of a run without faults. */
	async course(walked: Walked): Promise<Course> {
		const known = this.courses.get(walked.name);
		if (known) return known;
		const alone = (await this.run(walked, { items: HIT })).requests.length;
		const two = (await this.run(walked, { items: HIT + 1 })).requests.length;
		const { requests, items } = await this.run(walked);
		const course = { before: alone, own: two - alone, total: requests.length, items };
		this.courses.set(walked.name, course);
		return course;
	}

	async close(): Promise<void> {
		await this.bench.close();
	}
}

/** Groups outputs by item; one of a whole batch belongs to all its items. @throws where they are not in the order of the items */
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

/** The error that an item came out as, whole: what happened, what to do, details. */
export function errorText(outputs: INodeExecutionData[]): string {
	return `${String(outputs[0]?.json.error)} ${String(outputs[0]?.json.message)}`;
}

export const isError = (outputs: INodeExecutionData[]): boolean =>
	outputs.length === 1 && typeof outputs[0].json.error === 'string';

/** Per output the first fields: the others may depend on when the test runs. An error has no more than these. */
export const shapeOf = (outputs: INodeExecutionData[]): string[][] =>
	outputs.map(({ json }) => Object.keys(json).slice(0, 4));

/** Declares the tests of every operation of every service. */
export function everySendingOperation(declare: (walked: Walked, stage: () => Stage) => void): void {
	describe.each(SERVICES)('$name', (service) => {
		let stage: Stage;
		beforeAll(async () => {
			stage = await Stage.open(service);
		});
		afterAll(async () => await stage.close());
		describe.each(sendingOperations(service))('$name', (walked) => declare(walked, () => stage));
	});
}
