import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import type { Problem } from '../../common/errors/problem';
import { type FieldSpec, fieldProperty, type Kind } from '../../common/fields/fieldSpec';

/** A field whose value goes to the API under the same name. */
export function field<K extends Kind>(displayName: string, name: string, kind: K, description = '') {
	return { displayName, name, kind, property: description === '' ? {} : { description } };
}

/** A text between the fields. */
export function notice(name: string, { message }: Problem, displayOptions: IDisplayOptions): INodeProperties {
	return { displayName: message, name, type: 'notice', displayOptions, default: '' };
}

/** Optional fields as one property. */
export function collection(displayName: string, name: string, fields: FieldSpec[]): INodeProperties {
	return {
		displayName,
		name,
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: fields.map(fieldProperty).sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}
