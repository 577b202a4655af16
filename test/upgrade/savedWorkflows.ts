import type { INodeParameters, INodeProperties, INodeTypeDescription, NodeParameterValueType } from 'n8n-workflow';

import { choicesOf, type Field, fieldsOf, isShown, storedValue, understood } from './fields';

/** A node as a user has saved it: only what differs from the defaults, as the editor stores it. */
export interface SavedNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	credentials: Record<string, { id: null; name: string }>;
}

/** A node of which a user has changed nothing, and what its fields meant. */
export interface Untouched {
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	resolved: INodeParameters;
}

type Conditions = Record<string, NodeParameterValueType[]>;

/** What is hidden unless a parameter has a value is shown if it has it. */
const conditionsOf = ({ displayOptions: { show, hide } = {} }: INodeProperties): Conditions => {
	const unless = Object.entries((hide ?? {}) as Record<string, unknown[]>).flatMap(([name, [first]]) => {
		const condition = (first as { _cnd?: { not?: unknown } } | null)?._cnd;
		return condition && 'not' in condition ? [[name, [condition.not]]] : [];
	});
	return { ...show, ...Object.fromEntries(unless) } as Conditions;
};
const versionOf = ({ version }: INodeTypeDescription): number => [version].flat().at(-1) ?? 1;

/** The value at a path; the first row of each list. */
function valueAt(parameters: unknown, path: string[]): unknown {
	return path.reduce<unknown>((value, name) => {
		const one: unknown = Array.isArray(value) ? value[0] : value;
		return typeof one === 'object' && one !== null ? (one as Record<string, unknown>)[name] : undefined;
	}, parameters);
}

/** Makes the nodes that together hold every field, and every value of every dropdown, of one node type. */
class NodeSaver {
	private readonly fields: Field[];
	private readonly open: Set<Field>;
	/** By field: the values of its dropdown that no node holds yet. */
	private readonly openChoices = new Map<Field, Set<unknown>>();
	readonly nodes: SavedNode[] = [];

	/** @param asTool as an AI agent's tool, in which more fields are shown */
	constructor(
		private readonly type: string,
		private readonly description: INodeTypeDescription,
		asTool: boolean,
	) {
		const onlyAsTool = ({ within }: Field) => within.some((property) => '@tool' in conditionsOf(property));
		this.fields = fieldsOf(description.properties).filter(
			(field) => onlyAsTool(field) === asTool && !['resource', 'operation'].includes(field.property.name),
		);
		this.open = new Set(this.fields);
		for (const field of this.fields) {
			// a default is not stored: see `untouched`
			const choices = choicesOf(field.property).filter((choice) => choice !== field.property.default);
			if (choices.length > 0 && field.property.type === 'options') this.openChoices.set(field, new Set(choices));
		}
	}

	save(): SavedNode[] {
		for (const field of this.fields) {
			if (this.open.has(field)) this.saveOne(this.full(this.conditions(field)), field);
			for (const choice of this.openChoices.get(field) ?? []) this.saveOne(this.only(field, choice), field, choice);
		}
		return this.nodes;
	}

	/** The parameters without which n8n does not show a field, and those without which it does not show these. */
	private conditions({ within }: Field): INodeParameters {
		const parameters: INodeParameters = {};
		const wanted = within.flatMap((property) => Object.entries(conditionsOf(property)));
		while (wanted.length > 0) {
			const [key, [value]] = wanted.shift()!;
			const name = key.replace(/^\//, '');
			if (name.startsWith('@') || name in parameters) continue;
			parameters[name] = value;
			const fits = (property: INodeProperties) =>
				property.name === name &&
				Object.entries(conditionsOf(property)).every(
					([other, values]) => !(other in parameters) || values.includes(parameters[other]),
				);
			const controlling = this.description.properties.find(fits);
			if (controlling) wanted.push(...Object.entries(conditionsOf(controlling)));
		}
		return parameters;
	}

	/** Everything that n8n shows beside these parameters, filled in. */
	private full(parameters: INodeParameters): INodeParameters {
		const filled = { ...parameters };
		for (const property of this.description.properties) {
			if (property.name in filled || property.type === 'notice' || property.type === 'hidden') continue;
			if (isShown(property, { ...this.defaults(), ...filled }, this.description))
				filled[property.name] = storedValue(property);
		}
		return filled;
	}

	/** What fields are until somebody changes them, as far as others depend on it. */
	private defaults(): INodeParameters {
		return Object.fromEntries(
			this.description.properties
				.filter(({ displayOptions }) => displayOptions === undefined)
				.map(({ name, default: usual }) => [name, usual as NodeParameterValueType]),
		);
	}

	/** One chosen value of a dropdown, and what it needs to be shown. */
	private only(field: Field, choice: unknown): INodeParameters {
		const names = [...field.path];
		const wrap = ([outer, ...inner]: INodeProperties[]): unknown => {
			names.shift();
			if (inner.length === 0) return choice;
			const group = outer.type === 'fixedCollection' ? names.shift() : undefined;
			const row = { [inner[0].name]: wrap(inner) };
			if (group === undefined) return row;
			return { [group]: outer.typeOptions?.multipleValues ? [row] : row };
		};
		return { ...this.conditions(field), [field.within[0].name]: wrap(field.within) as NodeParameterValueType };
	}

	/** @throws Error where the field, or its chosen value, did not come to be stored: a rule of its display is not understood here */
	private saveOne(wished: INodeParameters, field: Field, choice?: unknown): void {
		const parameters = understood(this.description, wished, false);
		const resolved = understood(this.description, parameters, true);
		for (const one of this.fields) {
			const stored = valueAt(parameters, one.path);
			if (
				stored === undefined ||
				!one.within.slice(0, 1).every((property) => isShown(property, resolved, this.description))
			)
				continue;
			this.open.delete(one);
			this.openChoices.get(one)?.delete(stored);
		}
		if (this.open.has(field) || this.openChoices.get(field)?.has(choice)) {
			throw new Error(
				`${this.type}: ${field.path.join(' > ')} could not be stored${choice === undefined ? '' : ` as ${String(choice)}`}.`,
			);
		}
		const credentials = (this.description.credentials ?? [])
			.filter((credential) => isShown(credential as unknown as INodeProperties, resolved, this.description))
			.map(({ name }) => [name, { id: null, name: `Saved ${name}` }]);
		this.nodes.push({
			name: `${this.description.displayName} ${this.nodes.length + 1}`,
			type: this.type,
			typeVersion: versionOf(this.description),
			parameters,
			credentials: Object.fromEntries(credentials),
		});
	}
}

/**
 * Nodes as users have saved them, so many that each field and each value of a dropdown is stored at least once.
 *
 * @param packageName the package that n8n knows the node by
 */
export function savedNodes(packageName: string, description: INodeTypeDescription): SavedNode[] {
	const type = `${packageName}.${description.name}`;
	const tool = { ...description, name: `${description.name}Tool`, displayName: `${description.displayName} Tool` };
	return [
		...new NodeSaver(type, description, false).save(),
		...(description.usableAsTool ? new NodeSaver(`${type}Tool`, tool, true).save() : []),
	];
}

/** One node per operation of which nothing was changed, with all that its defaults mean. */
export function untouched(packageName: string, description: INodeTypeDescription): Untouched[] {
	const operations = description.properties.filter(({ name }) => name === 'operation');
	const chosen = operations.flatMap((property) =>
		choicesOf(property).map(
			(operation): INodeParameters => ({ resource: conditionsOf(property).resource[0], operation }),
		),
	);
	return (chosen.length > 0 ? chosen : [{}]).map((parameters) => ({
		type: `${packageName}.${description.name}`,
		typeVersion: versionOf(description),
		parameters,
		resolved: understood(description, parameters, true),
	}));
}

/** A filled-in credential of a type, with a value in every field that n8n stores. */
export function savedCredential(
	name: string,
	properties: INodeProperties[],
): { name: string; type: string; data: INodeParameters } {
	const data = Object.fromEntries(
		properties
			.filter(({ type }) => type !== 'notice' && type !== 'hidden')
			.map((property) => [property.name, storedValue(property)]),
	);
	return { name: `Saved ${name}`, type: name, data };
}
