import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../nodes/common/operation';
import type { ServiceBench } from '../../test/engine/serviceBench';

/** The parameters, the input and the output of an operation. */
export interface Example {
	parameters: IDataObject;
	input: IDataObject[] | undefined;
	output: unknown;
}

const MOMENT = /\b20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?/g;
const DAY = /\b20\d\d-\d\d-\d\d\b/g;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const LOCAL = /http:\/\/127\.0\.0\.1:\d+/g;
const LONG_TOKEN = /\b[0-9a-f]{32,}\b/g;
const ENCODED = /v=[\w-]{12,}/g;

/** Fields that may be missing, because they depend on how far the sandbox has progressed. */
const TIMING = ['consentId'];

const SHOWN_MOMENT = '2026-11-21T09:00:00.000Z';
const HOUR = 3_600_000;

/** Moves `respondBy` by the same distance from the event, if the service's limit is a whole number of hours. */
function respondByShown({ occurredAt, respondBy }: Record<string, unknown>): { respondBy?: string } {
	if (typeof occurredAt !== 'string' || typeof respondBy !== 'string') return {};
	const distance = Date.parse(respondBy) - Date.parse(occurredAt);
	return distance % HOUR === 0 ? { respondBy: new Date(Date.parse(SHOWN_MOMENT) + distance).toISOString() } : {};
}

/** Replaces values that differ in each run with constant ones. */
class Steady {
	private readonly uuids: string[] = [];

	text(text: string): string {
		return text
			.replace(UUID, (uuid) => {
				if (!this.uuids.includes(uuid)) this.uuids.push(uuid);
				return `00000000-0000-4000-8000-${String(this.uuids.indexOf(uuid) + 1).padStart(12, '0')}`;
			})
			.replace(MOMENT, SHOWN_MOMENT)
			.replace(DAY, '2026-11-21')
			.replace(LOCAL, 'http://localhost:4010')
			.replace(LONG_TOKEN, (token) => '0'.repeat(token.length))
			.replace(ENCODED, 'v=…');
	}
}

/** Shortens a value for the page: keeps the first entry of a list and the start of a long text. */
function shortened(value: unknown, steady: Steady, depth = 0): unknown {
	if (typeof value === 'string') {
		const text = steady.text(value);
		return text.length > 140 ? `${text.slice(0, 140)}…` : text;
	}
	if (Array.isArray(value))
		return value.length === 0 ? [] : [shortened(value[0], steady, depth + 1), ...(value.length > 1 ? ['…'] : [])];
	if (typeof value !== 'object' || value === null) return value;
	if (depth > 4) return '…';
	const fields = Object.entries(value).filter(([name]) => !TIMING.includes(name));
	// the size of a document depends on its date
	const shown = fields.map(
		([name, field]) => [name, name === 'bytes' ? 3900 : shortened(field, steady, depth + 1)] as const,
	);
	return { ...Object.fromEntries(shown), ...respondByShown(value as Record<string, unknown>) };
}

/** Runs an operation with its sample against the sandbox. Returns undefined if this account does not support the operation. */
export async function exampleOf(
	bench: ServiceBench,
	resource: string,
	operation: Operation,
): Promise<Example | undefined> {
	bench.sandbox.reset();
	await bench.prepare();
	const { input, files, parameters } = operation.sample;
	const given = bench.sample(parameters);
	const { outputs, error } = await bench.run(resource, operation.value, given, {
		...(input ? { input } : {}),
		...(files ? { files: [bench.files(files)] } : {}),
	});
	if (error) return undefined;
	const steady = new Steady();
	const [first] = outputs[0] ?? [];
	return {
		parameters: shortened(given, steady) as IDataObject,
		input: input ? (shortened(input, steady) as IDataObject[]) : undefined,
		output: shortened(first?.binary ? { json: first.json, binary: Object.keys(first.binary) } : first?.json, steady),
	};
}
