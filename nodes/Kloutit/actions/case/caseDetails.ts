import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { additionalFields } from '../../../common/fields/properties';
import type { Item } from '../../../common/run/item';
import {
	ExactNumber,
	isRecord,
	type Json,
	type JsonRecord,
	mergeJson,
	parseJsonExactly,
	withoutNulls,
} from '../../../common/values/json';
import * as check from '../../../common/values/validate';
import { messages } from '../../problems';
import data from './caseFields.json';
import { fieldLabel, valueLabel } from './labels';

type FieldType = 'text' | 'date' | 'boolean' | 'choice' | 'amount' | 'communications';

/** A field of a case. Contract: 4. */
interface CaseField {
	name: string;
	type: FieldType;
	description: string;
	choices?: string[];
	/** The sectors that have it; all where left out. */
	sectors?: string[];
	/** True where it can be set when the case is created, and not changed later. */
	createOnly?: boolean;
}

export const SECTORS: string[] = data.sectors;
const CURRENCIES: string[] = data.currencies;
const FIELDS = data.fields as CaseField[];
const FIELD_BY_NAME = new Map(FIELDS.map((field) => [field.name, field]));

/** Values as the options of a dropdown, alphabetical. */
export function choiceOptions(values: string[]): INodePropertyOptions[] {
	return values.map((value) => ({ name: valueLabel(value), value })).sort((a, b) => a.name.localeCompare(b.name));
}

const currencyOptions: INodePropertyOptions[] = [...CURRENCIES].sort().map((value) => ({ name: value, value }));

const sector: INodeProperties = { displayName: 'Sector Name or ID', name: 'sector', type: 'options', default: '' };

/** The sector decides which details there are. */
export const sectorField: INodeProperties = {
	...sector,
	typeOptions: { loadOptionsMethod: 'getSectors' },
	required: true,
	description:
		'The business of the disputed sale; it decides which details there are. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	hint: messages.sectorHint,
};

/** The sector of a case that is there already: a wrong one would take the place of the right one. Contract: 2.2 */
export const sectorToChangeField: INodeProperties = {
	...sector,
	typeOptions: { loadOptionsMethod: 'getSectorsToChange' },
	description:
		'Only where it is another than the case has; leave it empty otherwise. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	hint: messages.sectorToChangeHint,
};

const amountValues: INodeProperties[] = [
	{
		displayName: 'Value',
		name: 'value',
		type: 'string',
		default: '',
		description: 'Digits with a point before the decimals, such as 299.90',
	},
	{ displayName: 'Currency', name: 'currency', type: 'options', options: currencyOptions, default: 'EUR' },
];

const communicationValues: INodeProperties[] = [
	{
		displayName: 'Sender',
		name: 'sender',
		type: 'options',
		options: [
			{ name: 'Company', value: 'company' },
			{ name: 'Customer', value: 'customer' },
		],
		default: 'customer',
	},
	{ displayName: 'Content', name: 'content', type: 'string', typeOptions: { rows: 3 }, default: '' },
	{ displayName: 'Date', name: 'date', type: 'dateTime', default: '' },
];

function propertyOf({ name, type, description, choices, sectors }: CaseField, forCreate: boolean): INodeProperties {
	const base = { displayName: fieldLabel(name), name, description };
	// '': a case that keeps its sector, which may be any
	const shown = sectors ? { displayOptions: { show: { '/sector': forCreate ? sectors : [...sectors, ''] } } } : {};
	if (type === 'amount') {
		const values = { displayName: 'Amount', name: 'amount', values: amountValues };
		return { ...base, ...shown, type: 'fixedCollection', default: {}, options: [values] };
	}
	if (type === 'communications') {
		const values = { displayName: 'Message', name: 'messages', values: communicationValues };
		return {
			...base,
			...shown,
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			options: [values],
		};
	}
	if (type === 'boolean') return { ...base, ...shown, type: 'boolean', default: false };
	if (type === 'choice') {
		const options = choiceOptions(choices ?? []);
		return { ...base, ...shown, type: 'options', options, default: options[0].value };
	}
	return { ...base, ...shown, type: type === 'date' ? 'dateTime' : 'string', default: '' };
}

/** The collection of a case's details: those of the chosen sector; all of them where the sector is an expression, or none is chosen for a case that has one. */
export function detailsField(forCreate: boolean): INodeProperties {
	return {
		displayName: 'Case Details',
		name: 'details',
		type: 'collection',
		placeholder: 'Add Detail',
		default: {},
		options: FIELDS.filter(({ createOnly }) => forCreate || !createOnly)
			.map((field) => propertyOf(field, forCreate))
			.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** What the editor stores for a field, in the shape of the API; undefined for a field that was left empty. */
function storedValue({ type }: CaseField, stored: unknown): unknown {
	if (type === 'amount') return isRecord(stored) ? (stored.amount ?? undefined) : stored;
	if (type === 'communications') return isRecord(stored) ? (stored.messages ?? undefined) : stored;
	return typeof stored === 'string' && stored.trim() === '' ? undefined : stored;
}

function checkedAmount(value: unknown, field: string): JsonRecord {
	if (!isRecord(value)) throw check.invalid(field, 'a JSON object such as {"value": 299.90, "currency": "EUR"}', value);
	const label = messages.amountPart(field, 'Value');
	const text = check.amount(check.requiredText(value.value, label), label);
	if (!/^(0|[1-9]\d*)(\.\d+)?$/.test(text)) throw check.invalid(label, messages.amountRule, text);
	const currency = check.currency(
		check.requiredText(value.currency, messages.amountPart(field, 'Currency')),
		messages.amountPart(field, 'Currency'),
	);
	if (!CURRENCIES.includes(currency))
		throw check.invalid(messages.amountPart(field, 'Currency'), messages.currencyRule, currency);
	return { ...value, value: new ExactNumber(text), currency };
}

function checkedCommunications(value: unknown, field: string): JsonRecord[] {
	if (!Array.isArray(value)) throw check.invalid(field, 'a JSON list of messages', value);
	return value.map((message: unknown, place) => {
		const name = (part: string) => messages.amountPart(`${field} ${place + 1}`, part);
		if (!isRecord(message)) throw check.invalid(`${field} ${place + 1}`, 'a JSON object', message);
		return {
			...message,
			sender: check.requiredText(message.sender, name('Sender')),
			content: check.requiredText(message.content, name('Content')),
			date: check.requiredText(check.utcDate(message.date, name('Date')), name('Date')),
		};
	});
}

function checkedFlag(value: unknown, field: string): boolean {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw check.invalid(field, messages.flagRule, value);
}

/** A member as it will be sent. @throws InputError naming the field and the rule */
function checkedValue({ name, type, choices }: CaseField, value: unknown): Json {
	const field = fieldLabel(name);
	if (type === 'amount') return checkedAmount(value, field);
	if (type === 'communications') return checkedCommunications(value, field);
	if (type === 'boolean') return checkedFlag(value, field);
	if (type === 'date') return check.utcDate(value, field);
	const text =
		name === 'last4Digits'
			? check.cardLastFour(value, field)
			: name === 'binNumber'
				? check.cardBin(value, field)
				: check.plainText(value, field);
	if (type === 'choice' && choices && !choices.includes(text))
		throw check.invalid(field, messages.choiceRule(choices), value);
	return text;
}

/** @throws InputError where it is none of Kloutit's sectors */
function checkedSector(sector: string): string {
	if (!SECTORS.includes(sector)) throw check.invalid('Sector', messages.choiceRule(SECTORS), sector);
	return sector;
}

/**
 * The body of a case from the sector, the details and additional JSON, checked after the merge; members that are null are left out, and
 * so are details that the sector does not have, with a hint.
 *
 * @param isNew true for a case that needs a sector; another one keeps its own where none is given
 * @throws InputError naming the field and the rule. Contract: 2.2, 4
 */
export function readCase(item: Item, isNew: boolean): JsonRecord {
	const sector = isNew ? item.requiredText('sector', 'Sector') : item.text('sector');
	const foreign: string[] = [];
	const given: JsonRecord = sector === '' ? {} : { sector: checkedSector(sector) };
	for (const [name, stored] of Object.entries(item.collection('details'))) {
		const field = FIELD_BY_NAME.get(name);
		if (!field) continue;
		const value = storedValue(field, stored);
		if (value === undefined || value === null) continue;
		if (sector !== '' && field.sectors && !field.sectors.includes(sector)) foreign.push(fieldLabel(name));
		else given[name] = value as Json;
	}
	if (foreign.length > 0) item.hint(messages.foreignFields(sector, foreign.sort()));

	const merged = withoutNulls(
		mergeJson(given, item.jsonObject('additionalFields', additionalFields.displayName, parseJsonExactly)),
	) as JsonRecord;
	if (merged.sector !== undefined) merged.sector = checkedSector(check.requiredText(merged.sector, 'Sector'));
	return Object.fromEntries(
		Object.entries(merged).map(([name, value]) => {
			const field = FIELD_BY_NAME.get(name);
			return [name, field ? checkedValue(field, value) : value];
		}),
	);
}
