import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { RequestSettings } from '../operation';
import { isBlank, numberBetween, wholeNumber } from '../values/validate';

/** The Options of every operation that sends requests. */
export const requestOptions: INodeProperties[] = [
	{
		displayName: 'Max Concurrent Requests',
		name: 'maxConcurrentRequests',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: '',
		placeholder: 'Automatic',
		description:
			'How many requests may run at once, at most. If empty, the node finds the right number: it starts with 10, goes up to 64 while the service answers well, and goes down when the service slows down or says that it is too busy (429 or 503).',
	},
	{
		displayName: 'Max Retry Wait',
		name: 'maxRetryWait',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 3600 },
		default: 60,
		description:
			'How many seconds an item may wait in all, for as many tries as it takes, if the service fails or asks the node to wait. If the next wait would exceed this, the item fails at once, and so do later items that would have to wait as long. With 0, the node never waits.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 300 },
		default: 30,
		description: 'How many seconds a request may take, until its response is complete',
	},
];

/** An Option of every operation that acts. */
export const includeInputFieldsOption: INodeProperties = {
	displayName: 'Include Input Fields',
	name: 'includeInputFields',
	type: 'boolean',
	default: false,
	description:
		'Whether to add the fields of the input item to its output item. If both have a field of the same name, the output item keeps its own. Files of the item are always kept, with one exception: an operation that sends many items in one request keeps them only if this is on.',
};

/** An Option of every operation that acts. */
export const dryRunOption: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	// whoever adds this option wants a dry run: a switch that still has to be turned on would send for real
	default: true,
	description:
		'Whether to check the input and show what would be sent, without sending anything. The node asks the service nothing, so it does not notice if a case, an alert or an order does not exist there. You can set this for each item with an expression.',
};

/** The settings of a run from its Options. @throws InputError for values out of bounds */
export function requestSettings(options: IDataObject): RequestSettings {
	const concurrent = options.maxConcurrentRequests;
	return {
		concurrency: isBlank(concurrent) ? undefined : wholeNumber(concurrent, 'Max Concurrent Requests', 1, 100),
		maxRetryWait: numberBetween(options.maxRetryWait ?? 60, 'Max Retry Wait', 0, 3600) * 1000,
		timeout: Math.round(numberBetween(options.timeout ?? 30, 'Timeout', 0.1, 300) * 1000),
	};
}

/** The Batch Size of an operation that groups items into requests. */
export function batchSizeOption(entries: string, size: number, highest: number): INodeProperties {
	return {
		displayName: 'Batch Size',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: highest },
		default: size,
		description: `How many ${entries} to send in one request, at most`,
	};
}

/** The Max Request Size of an operation whose requests also have a size limit. */
export function batchBytesOption(kilobytes: number): INodeProperties {
	return {
		displayName: 'Max Request Size',
		name: 'batchKilobytes',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10_000 },
		default: kilobytes,
		description:
			'Maximum size of a request, in kilobytes of 1,000 bytes. The node begins a new request at this size or at Batch Size, whichever comes first.',
	};
}

/** A label with the service's own word, which its support and its lists use: `Refund Request (init-refund)`. */
export const withServiceWord = (label: string, word: string): string => `${label} (${word})`;
