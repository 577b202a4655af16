import {
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
	NodeHelpers,
	type NodeParameterValueType,
} from 'n8n-workflow';

/** A field wherever it stands in a node's description: its own conditions and those of all that it stands in. */
export interface Field {
	/** Names from the outermost to the field's own. */
	path: string[];
	/** From the outermost to the field itself. */
	within: INodeProperties[];
	property: INodeProperties;
}

/** All fields a user can fill in, those within collections and lists included. One of the type `hidden` is never shown. */
export function fieldsOf(properties: INodeProperties[], path: string[] = [], within: INodeProperties[] = []): Field[] {
	return properties
		.filter(({ type }) => type !== 'notice' && type !== 'hidden')
		.flatMap((property) => {
			const here = { path: [...path, property.name], within: [...within, property], property };
			if (property.type === 'collection')
				return fieldsOf(property.options as INodeProperties[], here.path, here.within);
			if (property.type !== 'fixedCollection') return [here];
			return (property.options as INodePropertyCollection[]).flatMap(({ name, values }) =>
				fieldsOf(values, [...here.path, name], here.within),
			);
		});
}

/** The values of a dropdown that stand in the description; none for a dropdown that the service fills. */
export function choicesOf({ options, type }: INodeProperties): Array<string | number | boolean> {
	if (type !== 'options' && type !== 'multiOptions') return [];
	return ((options ?? []) as INodePropertyOptions[]).map(({ value }) => value);
}

/** Of fields that hold text of a form. */
const TEXT_BY_TYPE: Record<string, string> = { dateTime: '2026-01-31T10:00:00.000Z', json: '{"key":"value"}' };

/** A value that a user may have stored and that is not the default. */
export function storedValue(property: INodeProperties): NodeParameterValueType {
	const { name, type, default: usual, options, typeOptions } = property;
	switch (type) {
		case 'options':
			return choicesOf(property).find((choice) => choice !== usual) ?? `stored ${name}`;
		case 'multiOptions': {
			const choices = choicesOf(property) as string[];
			const isAll = Array.isArray(usual) && choices.every((choice) => (usual as string[]).includes(choice));
			return isAll ? choices.slice(1) : choices;
		}
		case 'boolean':
			return !usual;
		case 'number':
			return Number(usual) < (typeOptions?.maxValue ?? Number.POSITIVE_INFINITY)
				? Number(usual) + 1
				: Number(usual) - 1;
		case 'collection':
			return Object.fromEntries(
				(options as INodeProperties[])
					.filter((inner) => inner.type !== 'notice')
					.map((inner) => [inner.name, storedValue(inner)]),
			) as INodeParameters;
		case 'fixedCollection':
			return Object.fromEntries(
				(options as INodePropertyCollection[]).map((group) => {
					const row = Object.fromEntries(
						group.values.filter((inner) => inner.type !== 'notice').map((inner) => [inner.name, storedValue(inner)]),
					);
					return [group.name, typeOptions?.multipleValues ? [row, { ...row }] : row];
				}),
			) as INodeParameters;
		case 'resourceMapper':
			return {
				mappingMode: 'defineBelow',
				value: { [`stored ${name}`]: '={{ $json.stored }}' },
				matchingColumns: [],
				schema: [],
				attemptToConvertTypes: false,
				convertFieldsToString: false,
			} as unknown as INodeParameters;
		case 'resourceLocator':
			return { __rl: true, mode: property.modes?.at(-1)?.name ?? 'id', value: `stored ${name}` };
		default:
			return TEXT_BY_TYPE[type] ?? (typeOptions?.rows ? `stored\n${name}` : `stored ${name}`);
	}
}

/** What n8n makes of stored parameters: without those it does not know or does not show, and with defaults or without. */
export function understood(
	description: INodeTypeDescription,
	parameters: INodeParameters,
	withDefaults: boolean,
): INodeParameters {
	const node = { typeVersion: [description.version].flat().at(-1) ?? 1 } as INode;
	return (
		NodeHelpers.getNodeParameters(description.properties, parameters, withDefaults, false, node, description) ?? {}
	);
}

/** Whether n8n shows a field of the outermost level. */
export function isShown(
	property: INodeProperties,
	parameters: INodeParameters,
	description: INodeTypeDescription,
): boolean {
	const typeVersion = [description.version].flat().at(-1) ?? 1;
	return NodeHelpers.displayParameter(parameters, property, { typeVersion }, description);
}
