import type { IDataObject, INodeExecutionData, IExecuteFunctions } from 'n8n-workflow';

import { Item, type Parameters } from '../../nodes/common/item';
import { isBatch, type Expected, type RequestPlan } from '../../nodes/common/operation';
import type { ServiceBench } from '../engine/serviceBench';
import type { Walked } from './services';

/** Thrown in place of sending. */
class Planned extends Error {
	constructor(readonly plan: RequestPlan) {
		super('planned');
	}
}

/** What the operation of the registry expects in answer to its first request, asked from the operation itself. */
export async function expectedAnswer(bench: ServiceBench, { operation }: Walked): Promise<Expected> {
	if (isBatch(operation)) return operation.request([]).expect;
	const defaults = Object.fromEntries(operation.fields.map(({ name, default: value }) => [name, value as unknown]));
	const given: IDataObject = { options: {}, ...(defaults as IDataObject), ...bench.sample(operation.sample.parameters) };
	const read = (name: string): unknown => {
		const value = given[name] as IDataObject | undefined;
		return typeof value === 'object' && value !== null && '__rl' in value ? value.value : value;
	};
	const files = bench.files(operation.sample.files ?? {});
	const binary = Object.fromEntries(Object.entries(files).map(([field, { fileName }]) => [field, { fileName, mimeType: '', data: '' }]));
	const input: INodeExecutionData = { json: operation.sample.input?.[0] ?? {}, binary };
	const item = new Item(0, input, { read } as unknown as Parameters, {
		hint: () => {},
		file: async (_index, field) => await Promise.resolve(files[field].content),
	});
	const plan = await operation.plan(item);
	if (typeof plan !== 'function') return plan.request.expect;
	try {
		await plan(async (request) => await Promise.reject(new Planned(request)), {} as IExecuteFunctions);
	} catch (error) {
		if (error instanceof Planned) return error.plan.expect;
		throw error;
	}
	throw new Error('The operation sent nothing');
}
