import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { irreversibleFields } from './agentGuard';
import { requestOptions } from './options';
import type { Operation, Resource } from './operation';

/** A field with one more condition. */
function shownFor(field: INodeProperties, show: NonNullable<IDisplayOptions['show']>): INodeProperties {
	return { ...field, displayOptions: { ...field.displayOptions, show: { ...field.displayOptions?.show, ...show } } };
}

function alphabetical<T extends { name: string; displayName?: string }>(entries: T[]): T[] {
	const label = (entry: T) => (entry.displayName ?? entry.name).toLowerCase();
	return [...entries].sort((a, b) => label(a).localeCompare(label(b)));
}

function operationFields(operation: Operation): INodeProperties[] {
	const options = [...(operation.retryClass === 'none' ? [] : requestOptions), ...(operation.options ?? [])];
	return [
		...(operation.irreversible ? irreversibleFields(operation.irreversible) : []),
		...operation.fields,
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

/**
 * All properties of a node from its registry: the resources, their operations in menu order, and each operation's fields, shown
 * for it alone.
 */
export function nodeProperties(resources: Resource[]): INodeProperties[] {
	const resourceOptions = resources.map(({ name, value, description }): INodePropertyOptions => ({ name, value, description }));
	const properties: INodeProperties[] = [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: alphabetical(resourceOptions),
			default: resources[0].value,
		},
	];
	for (const { value, operations } of resources) {
		properties.push({
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [value] } },
			options: operations.map(({ name, value: operation, action, description }) => ({
				name,
				value: operation,
				action,
				description,
			})),
			default: operations[0].value,
		});
		for (const operation of operations) {
			const show = { resource: [value], operation: [operation.value] };
			properties.push(...operationFields(operation).map((field) => shownFor(field, show)));
		}
	}
	return properties;
}
