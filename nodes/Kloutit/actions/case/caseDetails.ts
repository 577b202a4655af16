import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { withMapColumns } from '../../../common/fields/columnMapping';
import { checkFields, type FieldSpec, fieldProperty, type Kind } from '../../../common/fields/fieldSpec';
import {
	boolean,
	cardBin,
	cardLastFour,
	currency,
	date,
	id,
	idWithZeros,
	legalName,
	properName,
	text,
	webAddress,
	ZONE_HINT,
} from '../../../common/fields/kinds';
import { additionalFields } from '../../../common/fields/properties';
import type { Item } from '../../../common/run/item';
import {
	isRecord,
	type Json,
	type JsonRecord,
	mergeJson,
	parseJsonExactly,
	withoutNulls,
} from '../../../common/values/json';
import { refuseCardsBeside } from '../../../common/values/refusedCards';
import * as validate from '../../../common/values/validate';
import { problems } from '../../problems';
import data from './caseFields.json';
import { amount, communications, requiredChoice } from './caseKinds';
import { fieldLabel } from './labels';

const KINDS: Record<string, Kind> = {
	currency,
	text,
	id,
	idWithZeros,
	legalName,
	properName,
	webAddress,
	date,
	boolean,
	cardBin,
	cardLastFour,
	amount,
	communications,
};

/** What `caseFields.json` says of a field. Contract: 4 */
interface FieldData {
	name: string;
	type: string;
	description: string;
	choices?: string[];
	/** The sectors that have it; all if left out. */
	sectors?: string[];
	/** True if it can be set when the case is created, and not changed later. */
	createOnly?: boolean;
}

/** A detail, and the cases that have it. */
export type CaseField = FieldSpec & Pick<FieldData, 'sectors' | 'createOnly'>;

const DETAILS = 'details';

export const SECTORS: string[] = data.sectors;

/** Every detail that a case may have. */
export const FIELDS: CaseField[] = (data.fields as FieldData[])
	.map(({ name, type, description, choices, ...more }) => ({
		displayName: fieldLabel(name),
		name,
		kind: choices ? requiredChoice(choices) : KINDS[type],
		property: { description: type === 'date' ? `${description}. ${ZONE_HINT}` : description },
		...more,
	}))
	.sort((a, b) => a.displayName.localeCompare(b.displayName));
/** What is checked by its kind; the case's number names it. */
const CHECKED_NAMES = ['sector', 'expedientNumber', ...FIELDS.map(({ name }) => name)];
const FIELD_BY_NAME = new Map(FIELDS.map((field) => [field.name, field]));

const sector: INodeProperties = { displayName: 'Sector Name or ID', name: 'sector', type: 'options', default: '' };

/** Where a case's data comes from. */
export const caseSourceField: INodeProperties = {
	displayName: 'Case Data Comes From',
	name: 'caseSource',
	type: 'options',
	noDataExpression: true,
	options: withMapColumns([
		{
			name: 'Fields That You Fill In',
			value: 'fields',
			description: 'Each field is filled in by hand or by an expression',
		},
	]),
	default: 'columns',
	description: 'Where the data of the cases comes from. Each input item is one case.',
};

/** The condition of fields that are only there if they are filled in one by one. */
export const WHEN_TYPED: INodeProperties['displayOptions'] = { show: { caseSource: ['fields'] } };

/** The sector decides which details there are. */
export const sectorField: INodeProperties = {
	...sector,
	typeOptions: { loadOptionsMethod: 'getSectors' },
	required: true,
	description:
		'The line of business of the disputed sale. It decides which details are available. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	hint: 'Choose the sector first: it decides which details are available. If you change it later, n8n drops details that the new sector does not have.',
};

/** The sector of an existing case: a wrong one would replace the right one. Contract: 2.2 */
export const sectorToChangeField: INodeProperties = {
	...sector,
	typeOptions: { loadOptionsMethod: 'getSectorsToChange' },
	description:
		'Fill this in only to change the sector of the case. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	hint: "If you keep the sector, the details of all sectors are listed. Use only those that the case's sector has.",
};

const sectorSpec: FieldSpec<string> = { ...sector, kind: requiredChoice(SECTORS) };

/** The collection of a case's details: those of the chosen sector, or all if the sector is an expression or left to the case. */
export function detailsField(forCreate: boolean): INodeProperties {
	const property = (field: CaseField): INodeProperties => {
		if (!field.sectors) return fieldProperty(field);
		// '': a case that keeps its sector, which may be any
		const show = { '/sector': forCreate ? field.sectors : [...field.sectors, ''] };
		return { ...fieldProperty(field), displayOptions: { show } };
	};
	return {
		displayName: 'Case Details',
		name: DETAILS,
		type: 'collection',
		displayOptions: WHEN_TYPED,
		placeholder: 'Add Detail',
		default: {},
		options: FIELDS.filter(({ createOnly }) => forCreate || !createOnly).map(property),
	};
}

/** What n8n stores for a field, in the shape of the API; undefined for a field that was left empty. */
function storedValue({ kind, name }: CaseField, stored: unknown, item: Item): unknown {
	const { property } = kind;
	if (property.type !== 'fixedCollection') return validate.isBlank(stored) ? undefined : stored;
	const [group] = property.options as INodePropertyCollection[];
	const entry = isRecord(stored) ? stored[group.name] : stored;
	// an amount or a message whose expressions have no value for this item is left out like any other empty detail
	if (!item.isByExpression(DETAILS, name)) return entry;
	if (Array.isArray(entry))
		return entry.filter((part) => !isRecord(part) || !Object.values(part).every(validate.isBlank));
	return kind === amount && isRecord(entry) && validate.isBlank(entry.value) ? undefined : entry;
}

/**
 * A case's body: sector, details and additional JSON, merged, then checked. It leaves out fields that are null, and, with a hint,
 * details that the sector does not have.
 * @param isNew true for a case that needs a sector; an existing one keeps its own if none is given
 * @param mapped the details that columns of the input fill; if omitted, they are read from the typed fields
 * @throws InputError naming the field and the rule. Contract: 2.2, 4
 */
export function readCase(item: Item, isNew: boolean, mapped?: JsonRecord): JsonRecord {
	const typed = item.value(sectorField.name);
	const isKept = !isNew && validate.isBlank(typed);
	const sector = isKept ? '' : (sectorSpec.kind.read(typed, sectorField.displayName) ?? '');
	const given: JsonRecord = isKept ? {} : { sector };
	const offered = FIELDS.filter(({ sectors }) => sector === '' || !sectors || sectors.includes(sector));
	const foreign: string[] = [];
	for (const [name, stored] of Object.entries(mapped ?? item.collection(DETAILS, offered))) {
		const field = FIELD_BY_NAME.get(name);
		const value = mapped ? stored : field && storedValue(field, stored, item);
		if (!field || value === undefined || value === null) continue;
		if (sector !== '' && field.sectors && !field.sectors.includes(sector)) foreign.push(field.displayName);
		else given[name] = value as Json;
	}
	if (foreign.length > 0) item.hint(problems.detailsNotInSector(sector, foreign.sort()).message);

	const merged = mergeJson(given, item.jsonObject(additionalFields, parseJsonExactly));
	const checked = checkFields(withoutNulls(merged) as JsonRecord, [sectorSpec, ...FIELDS], '', item);
	refuseCardsBeside(CHECKED_NAMES, checked, 'the case');
	return checked;
}
