import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { type Operation, type Resource, takesEffect } from '../operation';
import { guardFields } from '../run/agentGuard';
import { dryRunOption, includeInputFieldsOption, requestOptions } from './options';
import { withOutput } from './output';

/** A field with one more condition. */
function shownFor(field: INodeProperties, show: NonNullable<IDisplayOptions['show']>): INodeProperties {
	return { ...field, displayOptions: { ...field.displayOptions, show: { ...field.displayOptions?.show, ...show } } };
}

function alphabetical<T extends { name: string; displayName?: string }>(entries: T[]): T[] {
	const label = (entry: T) => (entry.displayName ?? entry.name).toLowerCase();
	return [...entries].sort((a, b) => label(a).localeCompare(label(b)));
}

function operationFields(resource: string, operation: Operation): INodeProperties[] {
	const options = [
		...(operation.effect === 'none' ? [] : requestOptions),
		...(operation.effect === 'write' ? [includeInputFieldsOption] : []),
		...(takesEffect(operation) ? [dryRunOption] : []),
		...(operation.options ?? []),
	];
	return [
		...guardFields(resource, operation),
		...withOutput(operation.fields, operation.simplified),
		...(options.length === 0
			? []
			: [
					{
						displayName: 'Options',
						name: 'options',
						type: 'collection',
						placeholder: 'Add Option',
						default: {},
						options: alphabetical(options),
					} satisfies INodeProperties,
				]),
	];
}

/** A dropdown that decides what the node does: never an expression. */
function selector(
	displayName: string,
	name: string,
	options: INodePropertyOptions[],
	preset: INodePropertyOptions['value'],
): INodeProperties {
	return Object.assign(
		{ displayName, name, options, noDataExpression: true, default: preset },
		{ type: 'options' as const },
	);
}

/** A node's properties from its registry: resources, operations in menu order, and fields, shown for their operation only. */
export function nodeProperties(resources: Resource[]): INodeProperties[] {
	const resourceOptions = resources.map(({ name, value, description }) => ({ name, value, description }));
	// saved workflows omit the default, so it follows the values, which never change, and not the labels
	const [preset] = resources.map(({ value }) => value).sort();
	const properties: INodeProperties[] = [selector('Resource', 'resource', alphabetical(resourceOptions), preset)];
	for (const { value, operations } of resources) {
		const operationOptions = operations.map((operation) => ({
			name: operation.name,
			value: operation.value,
			action: operation.action,
			description: operation.description,
			...(operation.irreversible === undefined ? {} : { builderHint: { propertyHint: operation.irreversible } }),
		}));
		const operationSelector = selector('Operation', 'operation', operationOptions, operations[0].value);
		properties.push(shownFor(operationSelector, { resource: [value] }));
		for (const operation of operations) {
			const show = { resource: [value], operation: [operation.value] };
			properties.push(...operationFields(value, operation).map((field) => shownFor(field, show)));
		}
	}
	return properties;
}
