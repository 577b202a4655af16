import type { INodeProperties } from 'n8n-workflow';

import { hideCardNumbers } from '../../../common/cardNumber';
import { MAPPED, mapColumnsFields, withMapColumns } from '../../../common/fields/columnMapping';
import { fieldProperty, pathOf } from '../../../common/fields/fieldSpec';
import { batchSizeOption } from '../../../common/fields/options';
import { additionalFields } from '../../../common/fields/properties';
import { type BatchOperation, Bytes } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import { isRecord, type Json, type JsonRecord, mergeJson, setPath, textOrNull } from '../../../common/values/json';
import { problems } from '../../problems';
import { flatEnrollment } from '../../simplify';
import { recordsOf } from '../records';
import { mappedMid } from './mappedMid';
import {
	DETAILS,
	descriptorField,
	MID_COLUMNS,
	matchRecords,
	midNames,
	productsField,
	pspNameField,
	readMid,
} from './mid';

const BATCH_SIZE = 100;
const MOST_PER_BATCH = 1000;

const SHOW_FIELDS = { show: { midSource: ['fields'] } };

const fields: INodeProperties[] = [
	{
		displayName: 'MIDs Come From',
		name: 'midSource',
		type: 'options',
		noDataExpression: true,
		options: withMapColumns([
			{
				name: 'Columns Already Named for the API',
				value: 'items',
				description: 'For columns with names such as psp_name or acquirer_bin. Faster for thousands of rows.',
			},
			{
				name: 'Fields That You Fill In',
				value: 'fields',
				description: 'Each field is filled in by hand or by an expression',
			},
		]),
		default: 'columns',
		description: 'Where the MID data comes from. All items are sent together, in batches.',
	},
	...mapColumnsFields('getMidColumns', { show: { midSource: [MAPPED] } }, false),
	{
		displayName: problems.midColumnsNotice().message,
		name: 'inputNotice',
		type: 'notice',
		displayOptions: { show: { midSource: ['items'] } },
		default: '',
	},
	...[productsField, descriptorField, pspNameField].map((field) => ({
		...fieldProperty(field),
		displayOptions: SHOW_FIELDS,
	})),
	{
		displayName: 'MID Details',
		name: 'details',
		type: 'collection',
		placeholder: 'Add Detail',
		displayOptions: SHOW_FIELDS,
		default: {},
		options: DETAILS.map(fieldProperty).sort((a, b) => a.displayName.localeCompare(b.displayName)),
	},
	additionalFields,
];

/** One MID from the fields, empty ones left out. */
function readFields(item: Item): JsonRecord {
	const details = item.collection('details', DETAILS);
	let mid: JsonRecord = {
		required_products: item.value(productsField.name) as Json,
		descriptor: item.text(descriptorField),
		psp_name: item.text(pspNameField),
	};
	for (const field of DETAILS) {
		const value = field.kind.read(details[field.name], field.displayName, item);
		if (value !== undefined) mid = setPath(mid, pathOf(field), value);
	}
	return mergeJson(mid, item.jsonObject(additionalFields));
}

/** One MID from the item itself: only the columns that the API accepts. A hint names the others, such as a row's number. */
function readRow(item: Item): JsonRecord {
	const row = item.input.json as JsonRecord;
	const more = item.jsonObject(additionalFields);
	const known: JsonRecord = {};
	const foreign: string[] = [];
	for (const column of Object.keys(row)) {
		const name = MID_COLUMNS.nameOf(column);
		// a column with exactly the API's name wins over one that only resembles it
		if (name === undefined || (name !== column && Object.hasOwn(row, name))) foreign.push(column);
		else known[name] = row[column];
	}
	if (foreign.length > 0) item.hint(problems.columnsLeftOut(foreign.map(hideCardNumbers)).message);
	return Object.keys(more).length === 0 ? known : mergeJson(known, more);
}

/** The MID as it is sent. A hint names a MID that several items have: all of them are sent, but it may be a mistake. */
function readItem(item: Item): JsonRecord {
	const source = item.value('midSource');
	const isRow = source === 'items';
	const given = isRow
		? readRow(item)
		: source === MAPPED
			? mergeJson(mappedMid(item), item.jsonObject(additionalFields))
			: readFields(item);
	const mid = readMid(given, item, isRow ? Object.keys(item.input.json).map(hideCardNumbers) : undefined);
	item.tellRepeated(MID, JSON.stringify(IDENTITY.map((name) => mid[name] ?? null)), String(mid.descriptor));
	return mid;
}

const MID = 'MID with the descriptor';
/** What makes two rows the same MID. */
const IDENTITY = ['descriptor', 'psp_name', 'card_acceptor_id', 'acquirer_bin', 'merchant_internal_id', 'mcc'];

/** Contract: 2.9, 5. */
export const enrollMids: BatchOperation = {
	value: 'enrollMids',
	name: 'Enroll MIDs',
	action: 'Enroll MIDs',
	description: 'Enroll merchant IDs in alert products. All items are checked first and then sent together, in batches.',
	effect: 'write',
	identifiedBy: ['descriptor', 'card_acceptor_id', 'merchant_internal_id'],
	fields,
	options: [batchSizeOption('MIDs', BATCH_SIZE, MOST_PER_BATCH)],
	sample: {
		parameters: {
			midSource: 'fields',
			requiredProducts: ['cdrn', 'ethoca'],
			descriptor: 'MYSTORE*1001',
			pspName: 'Stripe',
			details: { merchantInternalId: 'shop-42' },
		},
	},
	batchSize: BATCH_SIZE,
	maxBatchSize: MOST_PER_BATCH,
	rows: readItem,
	request: (entries) => ({
		method: 'POST',
		path: '/api/v2/import/mids/batch-create',
		body: Bytes.json(`[${entries}]`),
		expect: 'emptyOrAny',
	}),
	outputs: (response, entries) => {
		const records = enrolledRecords(response.body, entries.length);
		if (records.length === 0) return entries.map((mid) => ({ accepted: true, ...midNames(mid) }));
		return matchRecords(entries, records).map((record, index) => {
			const mid = entries[index];
			// the response names others but not this one: its state is unknown
			if (!record) return { accepted: null, ...midNames(mid) };
			const status = textOrNull(record.status);
			return {
				accepted: status !== 'error' && status !== 'rejected',
				...flatEnrollment({ ...mid, ...record }),
				...midNames(mid),
			};
		});
	},
};

/** What the response says about single MIDs: a list, or one bare record for a batch of one. Contract: 2.1 */
function enrolledRecords(body: Json | undefined, count: number): JsonRecord[] {
	const listed = recordsOf(body);
	const bare = count === 1 && isRecord(body) ? [body] : [];
	return (listed.length > 0 ? listed : bare).filter((record) => 'status' in record || 'id' in record);
}
