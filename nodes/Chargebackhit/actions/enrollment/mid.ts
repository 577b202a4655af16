import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../../../common/errors/errors';
import { ordinal } from '../../../common/errors/itemNames';
import { problems } from '../../../common/errors/problems';
import { rules as common } from '../../../common/errors/rules';
import { Columns } from '../../../common/fields/columns';
import { type FieldSpec, type Kind, pathOf } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { getPath, isRecord, type Json, type JsonRecord } from '../../../common/values/json';
import { refuseCardsWithin } from '../../../common/values/refusedCards';
import * as validate from '../../../common/values/validate';
import { problems as ownProblems, rules } from '../../problems';
import { matchingIntegrationOptions, productOptions } from '../choices';
import { spec } from '../spec';

const ARN = /^.4.{21}$/;

/** 3 to 10 Visa ARNs. */
const arns: Kind<Json[]> = {
	property: { type: 'string', default: '' },
	read: (value, field, reading) => {
		// an ARN contains no blanks, so they separate too
		const list = validate.textList(value ?? '', field, reading, /[,;|\s]+/);
		if (list.length === 0) return undefined;
		if (list.length < 3 || list.length > 10) throw validate.invalid(field, rules.arnCount(), list.length);
		for (const [index, arn] of list.entries()) {
			const name = `${ordinal(index + 1)} ARN`;
			if (arn.length !== 23) throw validate.invalidLength(name, rules.visaArn(), arn);
			if (!ARN.test(arn)) throw validate.invalid(name, rules.visaArn(), arn);
		}
		return list;
	},
};

export const productsField: FieldSpec<Json[]> = {
	displayName: 'Products',
	name: 'requiredProducts',
	path: 'required_products',
	kind: kinds.choices(productOptions),
	property: { required: true, description: 'The products to enroll the MID in' },
};

export const descriptorField: FieldSpec = {
	displayName: 'Descriptor',
	name: 'descriptor',
	kind: kinds.id,
	property: { required: true, description: 'What the cardholder sees on the statement' },
};

export const pspNameField: FieldSpec = {
	displayName: 'PSP Name',
	name: 'pspName',
	path: 'psp_name',
	kind: kinds.id,
	property: { required: true, placeholder: 'e.g. Stripe', description: 'The payment service provider of the MID' },
};

const integrationField: FieldSpec = {
	displayName: 'Look Up Orders In (Integration for Matching)',
	name: 'integrationForMatching',
	path: 'integration_for_matching',
	kind: kinds.openChoice(matchingIntegrationOptions),
	property: {
		description:
			'The system in which Chargebackhit looks for the order of an alert. It must be connected to your Chargebackhit account.',
	},
};

/** The optional fields, in the order in which they are sent. */
export const DETAILS: FieldSpec[] = [
	spec(
		'Acquirer BIN',
		'acquirerBin',
		'acquirer_bin',
		kinds.digits(6),
		'The 6 digits at positions 2 to 7 of any ARN of this MID',
	),
	spec('CAID', 'cardAcceptorId', 'card_acceptor_id', kinds.idWithZeros, 'The Card Acceptor ID'),
	spec(
		'Description',
		'description',
		'description',
		kinds.text,
		'Your own name for the CAID. It becomes the internal ID of the CAID.',
	),
	spec('MCC', 'mcc', 'mcc', kinds.digits(4), 'Merchant Category Code of 4 digits'),
	spec(
		'Your Merchant ID (Merchant Internal ID)',
		'merchantInternalId',
		'merchant_internal_id',
		kinds.id,
		'Your own ID of the merchant',
	),
	spec('PayPal Merchant ID', 'paypalMerchantId', 'paypal_merchant_id', kinds.id, 'Required for PayPal'),
	spec(
		'Website URL',
		'websiteUrl',
		'support_info_merchant.website_url',
		kinds.webAddress,
		'Required for Order Insight and Consumer Clarity',
	),
	spec(
		'ARNs',
		'arns',
		'arns',
		arns,
		'The ARNs of 3 to 10 Visa transactions of this MID, 23 characters each, separated by commas. RDR needs them only if Acquirer BIN or CAID is empty.',
	),
	integrationField,
];

const FIELDS = [productsField, descriptorField, pspNameField, ...DETAILS];

/** What the API accepts of a MID. Contract: 5.1 */
export const MID_COLUMNS = new Columns(FIELDS.map((field) => pathOf(field).split('.')[0]));

const REQUIRED = [descriptorField, pspNameField, productsField];

/** The field that reads each column. An integration is sent as the item has it, whatever it is. */
const FIELD_OF_COLUMN = new Map(
	FIELDS.filter((field) => field !== integrationField).map((field) => [pathOf(field), field]),
);

const BIN_AND_CAID = ['acquirer_bin', 'card_acceptor_id'];
const WEBSITE = 'support_info_merchant.website_url';

/** What a product requires besides descriptor and PSP name: in words, and as alternative lists of paths. Contract: 5.1. */
const REQUIREMENTS: Record<string, { words: string; anyOf: string[][] }> = {
	rdr: { words: 'Acquirer BIN and CAID, or 3 to 10 ARNs', anyOf: [BIN_AND_CAID, ['arns']] },
	oi: { words: 'Acquirer BIN, CAID and Website URL', anyOf: [[...BIN_AND_CAID, WEBSITE]] },
	'consumer-clarity': { words: 'Website URL', anyOf: [[WEBSITE]] },
	'visa-dispute': { words: 'Acquirer BIN and CAID', anyOf: [BIN_AND_CAID] },
	'visa-fraud': { words: 'Acquirer BIN and CAID', anyOf: [BIN_AND_CAID] },
	paypal: { words: 'PayPal Merchant ID', anyOf: [['paypal_merchant_id']] },
};

function has(mid: JsonRecord, path: string): boolean {
	const value = getPath(mid, path);
	return Array.isArray(value) ? value.length > 0 : validate.toText(value) !== '';
}

/** True for what an empty cell of a sheet contains, and for objects and lists without anything in them. */
function isNothing(value: unknown): boolean {
	return validate.isBlank(value) || ((Array.isArray(value) || isRecord(value)) && Object.keys(value).length === 0);
}

/**
 * One MID as it is sent, additional JSON included: checked, empty fields left out, lists as lists, digits as text.
 * @param columns the item's columns if it is itself the MID: an error about a missing one names them
 * @throws InputError naming the field and the rule. Contract: 5.1
 */
export function readMid(given: JsonRecord, reading?: validate.Reading, columns?: string[]): JsonRecord {
	const mid: JsonRecord = {};
	// straight into the object that is sent: one in between, with all fields, takes ten times as long for thousands of rows
	for (const name of Object.keys(given)) {
		const field = FIELD_OF_COLUMN.get(name);
		if (!field) refuseCardsWithin({ [name]: given[name] }, 'the MID', false);
		const value = field?.kind.read(given[name], field.displayName, reading) ?? given[name];
		if (!isNothing(value)) mid[name] = value;
	}
	for (const field of REQUIRED) {
		const path = pathOf(field);
		if (!isNothing(mid[path])) continue;
		const { message: advice } = problems.itemColumns(path, columns ?? [], MID_COLUMNS.meantBy(path, columns ?? []));
		throw new InputError(problems.fieldEmpty(field.displayName, columns && advice));
	}
	if (mid.support_info_merchant !== undefined && !isRecord(mid.support_info_merchant)) {
		throw validate.invalid('support_info_merchant', common.jsonRecord(), mid.support_info_merchant);
	}

	for (const product of (mid.required_products ?? []) as string[]) {
		const required = Object.hasOwn(REQUIREMENTS, product) ? REQUIREMENTS[product] : undefined;
		if (required && !required.anyOf.some((paths) => paths.every((path) => has(mid, path))))
			throw new InputError(ownProblems.productRequires(labelOfProduct(product), required.words));
	}
	return mid;
}

const labelOfProduct = (value: string): string => productOptions.find((one) => one.value === value)?.name ?? value;

/** The fields by which a record of the response is matched to its MID. */
const NAMES = ['merchant_internal_id', 'card_acceptor_id', 'descriptor'];

const nameOf = (record: JsonRecord, name: string) => validate.toText(record[name]);

/** True if a record names this MID: at least one name is the same, and none that both have differs. */
function isNamed(record: JsonRecord, mid: JsonRecord): boolean {
	const shared = NAMES.filter((name) => nameOf(record, name) !== '' && nameOf(mid, name) !== '');
	return shared.length > 0 && shared.every((name) => nameOf(record, name) === nameOf(mid, name));
}

/**
 * The record of the response that belongs to each MID of a batch, if any: the one at its index, if it names the MID; otherwise
 * the one that names this MID and no other; otherwise the one at its index, if it names no MID and the response is as long as
 * the batch.
 */
export function matchRecords(mids: JsonRecord[], records: JsonRecord[]): Array<JsonRecord | undefined> {
	const matched = mids.map((mid, index) =>
		records[index] && isNamed(records[index], mid) ? records[index] : undefined,
	);
	for (const record of records.filter((one) => !matched.includes(one))) {
		const indexes = mids.flatMap((mid, index) => (!matched[index] && isNamed(record, mid) ? [index] : []));
		if (indexes.length === 1) matched[indexes[0]] = record;
	}
	const isNameless = (record: JsonRecord) => NAMES.every((name) => nameOf(record, name) === '');
	return matched.map((found, index) => {
		const goesByIndex = found === undefined && records.length === mids.length && isNameless(records[index]);
		return goesByIndex ? records[index] : found;
	});
}

/** What identifies a MID in an output. */
export function midNames(mid: JsonRecord): IDataObject {
	const cardAcceptorId = validate.toText(mid.card_acceptor_id);
	const merchantInternalId = validate.toText(mid.merchant_internal_id);
	return {
		descriptor: validate.toText(mid.descriptor),
		...(cardAcceptorId ? { cardAcceptorId } : {}),
		...(merchantInternalId ? { merchantInternalId } : {}),
	};
}
