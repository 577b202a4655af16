import { InputError } from '../../../common/errors/errors';
import { isRecord, type Json, type JsonRecord, recordOr } from '../../../common/values/json';
import * as check from '../../../common/values/validate';
import { messages } from '../../problems';
import { productOptions, valuesOf } from '../choices';

const ARN = /^.4.{21}$/;

/** What a product needs beside descriptor and PSP name, each way of meeting it as a list of members. Contract: 5.1. */
const NEEDS: Record<string, { words: string; anyOf: string[][] }> = {
	rdr: { words: messages.needs.rdr, anyOf: [['acquirer_bin', 'card_acceptor_id'], ['arns']] },
	oi: {
		words: messages.needs.binCaidWebsite,
		anyOf: [['acquirer_bin', 'card_acceptor_id', 'support_info_merchant.website_url']],
	},
	'consumer-clarity': { words: messages.needs.website, anyOf: [['support_info_merchant.website_url']] },
	'visa-dispute': { words: messages.needs.binCaid, anyOf: [['acquirer_bin', 'card_acceptor_id']] },
	'visa-fraud': { words: messages.needs.binCaid, anyOf: [['acquirer_bin', 'card_acceptor_id']] },
	paypal: { words: messages.needs.paypal, anyOf: [['paypal_merchant_id']] },
};

function has(mid: JsonRecord, member: string): boolean {
	const value = member.split('.').reduce<unknown>((inner, part) => (isRecord(inner) ? inner[part] : undefined), mid);
	return Array.isArray(value) ? value.length > 0 : check.toText(value) !== '';
}

/** 3 to 10 ARNs, or none where there is nothing. */
function readArns(value: unknown): string[] {
	const arns = check.textList(value ?? '', 'ARNs');
	if (arns.length > 0 && (arns.length < 3 || arns.length > 10))
		throw new InputError(messages.arnCount(arns.length), messages.arnAdvice);
	for (const arn of arns) {
		if (!ARN.test(arn)) throw new InputError(messages.arnRule(arn, arn.length), messages.arnAdvice);
	}
	return arns;
}

/** So many digits as text, or nothing. Spreadsheets give them as numbers. */
function readDigits(value: unknown, field: string, count: number): string {
	const text = check.plainText(value, field);
	if (text !== '' && !(text.length === count && /^\d+$/.test(text)))
		throw check.invalid(field, `${count} digits`, value);
	return text;
}

/** True for what an empty cell of a sheet gives, and for objects and lists without anything in them. */
function isNothing(value: unknown): boolean {
	return check.isBlank(value) || ((Array.isArray(value) || isRecord(value)) && Object.keys(value).length === 0);
}

/** How the members are read that the node knows, by their names in the API. */
const READERS = new Map<string, (value: unknown) => Json>([
	['descriptor', (value) => check.requiredText(value, 'Descriptor')],
	['psp_name', (value) => check.requiredText(value, 'PSP Name')],
	['acquirer_bin', (value) => readDigits(value, 'Acquirer BIN', 6)],
	['mcc', (value) => readDigits(value, 'MCC', 4)],
	['card_acceptor_id', (value) => check.plainText(value, 'CAID')],
	['merchant_internal_id', (value) => check.plainText(value, 'Merchant Internal ID')],
	['paypal_merchant_id', (value) => check.plainText(value, 'PayPal Merchant ID')],
	['description', (value) => check.plainText(value, 'Description')],
	['arns', readArns],
	['required_products', (value) => check.textList(value ?? '', 'Products')],
]);

/**
 * One MID as it will be sent, additional JSON included: checked, empty members left out, lists as lists, digits as text.
 *
 * @throws InputError naming the field and the rule. Contract: 5.1
 */
export function readMid(given: JsonRecord): JsonRecord {
	const mid: JsonRecord = {};
	// straight into the object that is sent: one in between, with all members, takes ten times as long for thousands of rows
	for (const name of Object.keys(given)) {
		const value = READERS.get(name)?.(given[name]) ?? given[name];
		if (!isNothing(value)) mid[name] = value;
	}
	check.requiredText(mid.descriptor, 'Descriptor');
	check.requiredText(mid.psp_name, 'PSP Name');
	if (mid.support_info_merchant !== undefined && !isRecord(mid.support_info_merchant)) {
		throw check.invalid('support_info_merchant', 'a JSON object', mid.support_info_merchant);
	}

	const products = (mid.required_products ?? []) as string[];
	const known = valuesOf(productOptions);
	for (const product of products) {
		if (!known.includes(product)) throw check.invalid('Products', messages.choiceRule(known), product);
		const needs = Object.hasOwn(NEEDS, product) ? NEEDS[product] : undefined;
		if (needs && !needs.anyOf.some((members) => members.every((member) => has(mid, member)))) {
			throw new InputError(messages.enrollNeeds(product, needs.words), messages.enrollNeedsAdvice);
		}
	}
	return mid;
}

/** The members by which a MID and a record of an answer are known to be the same. */
const NAMES = ['merchant_internal_id', 'card_acceptor_id', 'descriptor'];

const nameOf = (record: JsonRecord, name: string) => check.toText(record[name]);

/** True where a record names this MID: at least one name is the same, and none that both have is another. */
function isNamed(record: JsonRecord, mid: JsonRecord): boolean {
	const shared = NAMES.filter((name) => nameOf(record, name) !== '' && nameOf(mid, name) !== '');
	return shared.length > 0 && shared.every((name) => nameOf(record, name) === nameOf(mid, name));
}

/**
 * The record of an answer that belongs to each MID of a batch: the one at its place, where it names the MID; otherwise the one that
 * names this MID and no other; otherwise the one at its place, where it names nobody and the answer is as long as the batch.
 *
 * @returns per MID its record, or undefined
 */
export function matchRecords(mids: JsonRecord[], records: JsonRecord[]): Array<JsonRecord | undefined> {
	const matched = mids.map((mid, place) =>
		records[place] && isNamed(records[place], mid) ? records[place] : undefined,
	);
	for (const record of records.filter((one) => !matched.includes(one))) {
		const places = mids.flatMap((mid, place) => (!matched[place] && isNamed(record, mid) ? [place] : []));
		if (places.length === 1) matched[places[0]] = record;
	}
	const isNameless = (record: JsonRecord) => NAMES.every((name) => nameOf(record, name) === '');
	return matched.map((found, place) => {
		const goesByPlace = found === undefined && records.length === mids.length && isNameless(records[place]);
		return goesByPlace ? records[place] : found;
	});
}

/** What tells one MID from another in an output. */
export function midNames(mid: JsonRecord): {
	descriptor: string;
	cardAcceptorId?: string;
	merchantInternalId?: string;
} {
	const cardAcceptorId = check.toText(mid.card_acceptor_id);
	const merchantInternalId = check.toText(mid.merchant_internal_id);
	return {
		descriptor: check.toText(recordOr(mid).descriptor),
		...(cardAcceptorId ? { cardAcceptorId } : {}),
		...(merchantInternalId ? { merchantInternalId } : {}),
	};
}
