import { isDeepStrictEqual } from 'node:util';

import type { INodeParameters, INodeTypeDescription } from 'n8n-workflow';

import { choicesOf, type Field, fieldsOf, understood } from './fields';
import type { SavedNode, Untouched } from './savedWorkflows';

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is stored and not taken over as it is, by its path. */
function lost(stored: unknown, taken: unknown, at: string): string[] {
	if (Array.isArray(stored) && Array.isArray(taken) && stored.some(isObject))
		return stored.flatMap((one, place) => lost(one, taken[place], `${at}[${place}]`));
	if (isObject(stored) && isObject(taken))
		return Object.entries(stored).flatMap(([name, value]) =>
			lost(value, taken[name], at === '' ? name : `${at}.${name}`),
		);
	if (isDeepStrictEqual(stored, taken)) return [];
	return [`${at} was ${JSON.stringify(stored)} and is ${JSON.stringify(taken) ?? 'gone'}`];
}

/** Whether a field's conditions on fields of the outermost level hold. */
function isOffered({ within }: Field, resolved: INodeParameters): boolean {
	return within.every(({ displayOptions }, depth) =>
		Object.entries(displayOptions?.show ?? {}).every(([key, values]) => {
			if (key.startsWith('@') || (depth > 0 && !key.startsWith('/'))) return true;
			return (values as unknown[]).includes(resolved[key.replace(/^\//, '')]);
		}),
	);
}

/** All values stored at a path, in every row of every list on the way. */
function valuesAt(value: unknown, path: string[]): unknown[] {
	if (Array.isArray(value) && path.length > 0) return value.flatMap((one) => valuesAt(one, path));
	if (path.length === 0) return value === undefined ? [] : [value];
	return isObject(value) ? valuesAt(value[path[0]], path.slice(1)) : [];
}

/** Stored values of dropdowns that the dropdown does not offer. */
function unknownChoices(
	description: INodeTypeDescription,
	stored: INodeParameters,
	resolved: INodeParameters,
): string[] {
	return fieldsOf(description.properties).flatMap((field) => {
		const choices = choicesOf(field.property);
		if (choices.length === 0 || !isOffered(field, resolved)) return [];
		const values = valuesAt(stored, field.path).flat() as Array<string | number | boolean>;
		return values
			.filter((value) => !choices.includes(value))
			.map((value) => `${field.path.join('.')} no longer offers ${JSON.stringify(value)}`);
	});
}

/**
 * What a version does not understand of a node that an earlier one has saved: parameters that do not exist or are not shown any more,
 * values that were changed or are not offered, credentials it does not take.
 */
export function problemsOfSaved(description: INodeTypeDescription, { parameters, credentials }: SavedNode): string[] {
	const resolved = understood(description, parameters, true);
	const types = (description.credentials ?? []).map(({ name }) => name);
	const strange = Object.keys(credentials).filter((type) => !types.includes(type));
	return [
		...lost(parameters, resolved, ''),
		...unknownChoices(description, parameters, resolved),
		...strange.map((type) => `takes no credential ${type} any more`),
	];
}

/** What means something else now in a node of which nothing was changed. */
export function problemsOfUntouched(description: INodeTypeDescription, { parameters, resolved }: Untouched): string[] {
	return lost(resolved, understood(description, parameters, true), '');
}
