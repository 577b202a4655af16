import type { IDataObject } from 'n8n-workflow';

/** A Data Table as the editor stores the choice of it. */
export function tableLocator(id: string, name: string): IDataObject {
	return { __rl: true, mode: 'list', value: id, cachedResultName: name };
}

/** The columns of a Data Table's new row, each with a value or an expression. */
export function rowColumns(values: IDataObject): IDataObject {
	const schema = Object.keys(values).map((id) => ({
		id,
		displayName: id,
		type: 'string',
		required: false,
		defaultMatch: false,
		display: true,
		readOnly: false,
		removed: false,
	}));
	return { mappingMode: 'defineBelow', value: values, matchingColumns: [], schema };
}
