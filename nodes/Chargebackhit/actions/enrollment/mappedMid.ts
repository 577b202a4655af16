import { ColumnMapping } from '../../../common/fields/columnMapping';
import { pathOf } from '../../../common/fields/fieldSpec';
import type { MappedColumn } from '../../../common/fields/mappedColumn';
import type { Item } from '../../../common/run/item';
import { type JsonRecord, setPath } from '../../../common/values/json';
import { toText } from '../../../common/values/validate';
import { DETAILS, descriptorField, productsField, pspNameField } from './mid';

/** Headers that mean a field besides its label and its name in the API. */
const ALIASES: Record<string, string[]> = {
	websiteUrl: ['Website', 'support_info_merchant.website_url'],
	pspName: ['PSP'],
	requiredProducts: ['Product'],
	// what shops and acquirers call these two
	cardAcceptorId: ['Card Acceptor ID', 'MID', 'MID Number', 'Merchant Identification Number'],
	acquirerBin: ['BIN', 'Acquiring BIN'],
};

/** The paths of the columns' values, by the columns' names. */
const PATHS = new Map<string, string>();

const columns: MappedColumn[] = [descriptorField, pspNameField, productsField, ...DETAILS].map((field) => {
	const path = pathOf(field);
	const name = path.split('.').at(-1) as string;
	PATHS.set(name, path);
	return { ...field, name, aliases: ALIASES[field.name] ?? [], required: field.property?.required === true };
});

export const midMapping = new ColumnMapping(columns);

/** One MID from the columns of the input. @throws InputError naming the row's own column and the rule */
export function mappedMid(item: Item): JsonRecord {
	const { cells } = midMapping.row(item);
	item.nameAs(toText(cells.find(({ column }) => column.name === descriptorField.name)?.value));
	let mid: JsonRecord = {};
	for (const { column, value, label } of cells) {
		const read = column.kind.read(value, label, item);
		if (read !== undefined) mid = setPath(mid, PATHS.get(column.name) ?? column.name, read);
	}
	return mid;
}
