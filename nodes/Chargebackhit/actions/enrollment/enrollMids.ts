import type { INodeProperties } from 'n8n-workflow';

import { InputError } from '../../../common/errors/errors';
import { messages as common } from '../../../common/errors/problems';
import { batchSizeOption } from '../../../common/fields/options';
import { additionalFields } from '../../../common/fields/properties';
import { type BatchOperation, Bytes } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import { isRecord, type Json, type JsonRecord, mergeJson, textOrNull } from '../../../common/values/json';
import * as check from '../../../common/values/validate';
import { messages } from '../../problems';
import { flatEnrollment } from '../../simplify';
import { matchingIntegrationOptions, productOptions } from '../choices';
import { recordsOf } from '../records';
import { matchRecords, midNames, readMid } from './mid';

/** The members of a MID. Contract: 5.1 */
const MEMBERS = new Set([
	'required_products',
	'descriptor',
	'psp_name',
	'merchant_internal_id',
	'card_acceptor_id',
	'acquirer_bin',
	'mcc',
	'description',
	'arns',
	'support_info_merchant',
	'integration_for_matching',
	'paypal_merchant_id',
]);

const BATCH_SIZE = 100;
const MOST_PER_BATCH = 1000;

const SHOW_FIELDS = { show: { midSource: ['fields'] } };

interface Detail {
	displayName: string;
	name: string;
	member: string;
	description: string;
}

const DETAILS: Detail[] = [
	{
		displayName: 'Acquirer BIN',
		name: 'acquirerBin',
		member: 'acquirer_bin',
		description: '6 digits: positions 2 to 7 of the ARN',
	},
	{ displayName: 'CAID', name: 'cardAcceptorId', member: 'card_acceptor_id', description: 'The Card Acceptor ID' },
	{
		displayName: 'Description',
		name: 'description',
		member: 'description',
		description: 'Becomes the internal ID of the CAID',
	},
	{ displayName: 'MCC', name: 'mcc', member: 'mcc', description: 'Merchant Category Code of 4 digits' },
	{
		displayName: 'Merchant Internal ID',
		name: 'merchantInternalId',
		member: 'merchant_internal_id',
		description: 'Your own ID of the merchant',
	},
	{
		displayName: 'PayPal Merchant ID',
		name: 'paypalMerchantId',
		member: 'paypal_merchant_id',
		description: 'Needed for PayPal',
	},
	{
		displayName: 'Website URL',
		name: 'websiteUrl',
		member: 'support_info_merchant.website_url',
		description: 'Needed for Order Insight and Consumer Clarity',
	},
];

const fields: INodeProperties[] = [
	{
		displayName: 'MIDs Come From',
		name: 'midSource',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Fields Below', value: 'fields', description: 'Each field is filled in, or mapped from the input item' },
			{
				name: 'Input Items',
				value: 'items',
				description: 'Each input item is one MID already; faster for thousands of rows',
			},
		],
		default: 'fields',
		description: 'Where the data of the MIDs come from. All items are sent together, in batches.',
	},
	{
		displayName: messages.enrollInputNotice,
		name: 'inputNotice',
		type: 'notice',
		displayOptions: { show: { midSource: ['items'] } },
		default: '',
	},
	{
		displayName: 'Products',
		name: 'requiredProducts',
		type: 'multiOptions',
		options: productOptions,
		displayOptions: SHOW_FIELDS,
		default: [],
		required: true,
		description: 'The products to enroll the MID in',
	},
	{
		displayName: 'Descriptor',
		name: 'descriptor',
		type: 'string',
		displayOptions: SHOW_FIELDS,
		default: '',
		required: true,
		description: 'What the cardholder sees on the statement',
	},
	{
		displayName: 'PSP Name',
		name: 'pspName',
		type: 'string',
		displayOptions: SHOW_FIELDS,
		default: '',
		required: true,
		placeholder: 'e.g. Stripe',
		description: 'The payment service provider of the MID',
	},
	{
		displayName: 'MID Details',
		name: 'details',
		type: 'collection',
		placeholder: 'Add Detail',
		displayOptions: SHOW_FIELDS,
		default: {},
		options: [
			{
				displayName: 'ARNs',
				name: 'arns',
				type: 'string' as const,
				default: '',
				description:
					'3 to 10 Visa ARNs of 23 characters, separated by commas: for RDR instead of Acquirer BIN and CAID',
			},
			{
				displayName: 'Integration for Matching',
				name: 'integrationForMatching',
				type: 'options' as const,
				options: matchingIntegrationOptions,
				default: 'stripe',
				description: 'The connected system in which Chargebackhit looks orders up itself',
			},
			...DETAILS.map(({ displayName, name, description }) => ({
				displayName,
				name,
				type: 'string' as const,
				default: '',
				description,
			})),
		].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	},
	additionalFields,
];

/** One MID from the fields, empty ones left out. @throws InputError where no product is chosen */
function readFields(item: Item): JsonRecord {
	const details = item.collection('details');
	const products = check.textList(item.value('requiredProducts'), 'Products');
	let mid: JsonRecord = {
		required_products: products,
		descriptor: item.plainText('descriptor', 'Descriptor'),
		psp_name: item.plainText('pspName', 'PSP Name'),
	};
	for (const { displayName, name, member } of DETAILS) {
		const text = check.plainText(details[name], displayName);
		if (text === '') continue;
		const [outer, inner] = member.split('.');
		mid = mergeJson(mid, { [outer]: inner === undefined ? text : { [inner]: text } });
	}
	const arns = check.textList(details.arns, 'ARNs');
	const integration = check.toText(details.integrationForMatching);
	const merged = mergeJson(
		{
			...mid,
			...(arns.length > 0 ? { arns } : {}),
			...(integration ? { integration_for_matching: integration } : {}),
		},
		item.jsonObject('additionalFields', additionalFields.displayName),
	);
	if (check.textList(merged.required_products, 'Products').length === 0) {
		throw new InputError(common.missing('Products'), common.missingAdvice('Products'));
	}
	return merged;
}

/** One MID from the item itself: what the API knows of it. Other columns, such as a row's number, stay here, with a hint. */
function readRow(item: Item): JsonRecord {
	const row = item.input.json as JsonRecord;
	const more = item.jsonObject('additionalFields', additionalFields.displayName);
	const names = Object.keys(row);
	const foreign = names.filter((name) => !MEMBERS.has(name));
	if (foreign.length > 0) item.hint(messages.columnsLeftOut(foreign));
	const known =
		foreign.length === 0
			? row
			: Object.fromEntries(names.filter((name) => MEMBERS.has(name)).map((name) => [name, row[name]]));
	return Object.keys(more).length === 0 ? known : mergeJson(known, more);
}

/** Contract: 2.9, 5. */
export const enrollMids: BatchOperation = {
	value: 'enrollMids',
	name: 'Enroll MIDs',
	action: 'Enroll MIDs',
	description: 'Enroll merchant IDs in alert products. All items are checked first and then sent together, in batches.',
	effect: 'write',
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
	rows: (item) => readMid(item.value('midSource') === 'items' ? readRow(item) : readFields(item)),
	request: (entries) => ({
		method: 'POST',
		path: '/api/v2/import/mids/batch-create',
		body: Bytes.json(`[${entries}]`),
		expect: 'emptyOrAny',
	}),
	outputs: (answer, entries) => {
		const records = enrolledRecords(answer.body, entries.length);
		if (records.length === 0) return entries.map((mid) => ({ success: true, ...midNames(mid) }));
		return matchRecords(entries, records).map((record, place) => {
			const mid = entries[place];
			// the service told of others, but not of this one: nobody knows
			if (!record) return { success: null, ...midNames(mid) };
			const status = textOrNull(record.status);
			return {
				success: status !== 'error' && status !== 'rejected',
				...flatEnrollment({ ...mid, ...record }),
				...midNames(mid),
			};
		});
	},
};

/** What the answer tells of single MIDs: a list, or one bare record for a batch of one. Contract: 2.1 */
function enrolledRecords(body: Json | undefined, count: number): JsonRecord[] {
	const listed = recordsOf(body);
	const bare = count === 1 && isRecord(body) ? [body] : [];
	return (listed.length > 0 ? listed : bare).filter((record) => 'status' in record || 'id' in record);
}
