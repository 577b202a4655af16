import * as check from '../common/checks';
import { InputError } from '../common/failure';
import { isRecord, recordOr, type JsonRecord } from '../common/json';
import { productOptions, valuesOf } from './fieldOptions';
import { messages } from './messages';

const ARN = /^.4.{21}$/;

/** What a product needs beside descriptor and PSP name, each way of meeting it as a list of members. Contract: 5.1. */
const NEEDS: Record<string, { words: string; anyOf: string[][] }> = {
	rdr: { words: 'Acquirer BIN and CAID, or 3 to 10 ARNs', anyOf: [['acquirer_bin', 'card_acceptor_id'], ['arns']] },
	oi: {
		words: 'Acquirer BIN, CAID and Website URL',
		anyOf: [['acquirer_bin', 'card_acceptor_id', 'support_info_merchant.website_url']],
	},
	'consumer-clarity': { words: 'Website URL', anyOf: [['support_info_merchant.website_url']] },
	'visa-dispute': { words: 'Acquirer BIN and CAID', anyOf: [['acquirer_bin', 'card_acceptor_id']] },
	'visa-fraud': { words: 'Acquirer BIN and CAID', anyOf: [['acquirer_bin', 'card_acceptor_id']] },
	paypal: { words: 'PayPal Merchant ID', anyOf: [['paypal_merchant_id']] },
};

function has(mid: JsonRecord, member: string): boolean {
	const value = member.split('.').reduce<unknown>((inner, part) => (isRecord(inner) ? inner[part] : undefined), mid);
	return Array.isArray(value) ? value.length > 0 : check.trimmed(value) !== '';
}

function checkArns(value: unknown): void {
	if (value === undefined) return;
	const arns = check.textList(value, 'ARNs');
	if (arns.length < 3 || arns.length > 10) throw new InputError(messages.arnCount(arns.length), messages.arnAdvice);
	for (const arn of arns) {
		if (!ARN.test(arn)) throw new InputError(messages.arnRule(arn, arn.length), messages.arnAdvice);
	}
}

function checkDigits(mid: JsonRecord, member: string, field: string, count: number): void {
	const value = mid[member];
	if (value === undefined || value === null) return;
	if (!new RegExp(`^\\d{${count}}$`).test(check.trimmed(value))) throw check.breaks(field, `${count} digits`, value);
}

/**
 * Checks one MID as it will be sent, additional JSON included.
 *
 * @throws InputError naming the field and the rule. Contract: 5.1
 */
export function checkMid(mid: JsonRecord): void {
	check.requiredText(mid.descriptor, 'Descriptor');
	check.requiredText(mid.psp_name, 'PSP Name');
	checkDigits(mid, 'acquirer_bin', 'Acquirer BIN', 6);
	checkDigits(mid, 'mcc', 'MCC', 4);
	checkArns(mid.arns);
	if (mid.support_info_merchant !== undefined && !isRecord(mid.support_info_merchant)) {
		throw check.breaks('support_info_merchant', 'a JSON object', mid.support_info_merchant);
	}

	const known = valuesOf(productOptions);
	for (const product of check.textList(mid.required_products, 'Products')) {
		if (!known.includes(product)) throw check.breaks('Products', messages.outcomeRule(known), product);
		const needs = Object.hasOwn(NEEDS, product) ? NEEDS[product] : undefined;
		if (needs && !needs.anyOf.some((members) => members.every((member) => has(mid, member)))) {
			throw new InputError(messages.enrollNeeds(product, needs.words), messages.enrollNeedsAdvice);
		}
	}
}

/** What tells one MID from another in an output. */
export function midNames(mid: JsonRecord): { descriptor: string; cardAcceptorId?: string; merchantInternalId?: string } {
	const cardAcceptorId = check.trimmed(mid.card_acceptor_id);
	const merchantInternalId = check.trimmed(mid.merchant_internal_id);
	return {
		descriptor: check.trimmed(recordOr(mid).descriptor),
		...(cardAcceptorId ? { cardAcceptorId } : {}),
		...(merchantInternalId ? { merchantInternalId } : {}),
	};
}
