import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Item } from '../../common/run/item';
import * as validate from '../../common/values/validate';
import { valueLabel } from './case/labels';

/** Values as the options of a dropdown, in alphabetical order. */
export function choiceOptions(values: string[]): INodePropertyOptions[] {
	return values.map((value) => ({ name: valueLabel(value), value })).sort((a, b) => a.name.localeCompare(b.name));
}

/** The value chosen in a dropdown. @throws InputError for nothing, or a value that the dropdown does not have */
export function chosen(item: Item, { name, displayName, options }: INodeProperties): string {
	return validate.oneOf(item.value(name), displayName, options as INodePropertyOptions[]);
}
