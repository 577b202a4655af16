import { isObject, type JsonObject } from '../../shared/jsonBody';
import { lengthOf } from '../../shared/textLength';
import { MATCHING_INTEGRATIONS, PRODUCTS, type Product } from '../catalogue';
import type { Constraints } from '../serviceError';

const TEXTS = ['merchant_internal_id', 'card_acceptor_id', 'description', 'paypal_merchant_id'];
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** Judges one element of a batch (Contract: 5.1); complaints are keyed like `[3].descriptor`. */
export function checkElement(element: unknown, index: number, constraints: Constraints): void {
	const at = `[${index}]`;
	if (!isObject(element)) {
		constraints.add(at, 'must be an object');
		return;
	}
	for (const name of ['descriptor', 'psp_name']) {
		if (element[name] === undefined) constraints.add(`${at}.${name}`, 'is required');
		else if (!isText(element[name])) constraints.add(`${at}.${name}`, 'must be a string that is not empty');
	}
	for (const name of TEXTS) {
		const value = element[name];
		if (value === undefined) continue;
		if (!isText(value)) constraints.add(`${at}.${name}`, 'must be a string that is not empty');
		else if (lengthOf(value) > 500) constraints.add(`${at}.${name}`, 'must have 500 characters at most');
	}
	checkPattern(at, element, 'acquirer_bin', /^\d{6}$/, 'must have six digits', constraints);
	checkPattern(at, element, 'mcc', /^\d{4}$/, 'must have four digits', constraints);
	const integration = element.integration_for_matching;
	if (integration !== undefined && !MATCHING_INTEGRATIONS.includes(integration as 'stripe')) {
		constraints.add(`${at}.integration_for_matching`, `must be one of ${MATCHING_INTEGRATIONS.join(', ')}`);
	}
	checkArns(at, element.arns, constraints);
	const support = element.support_info_merchant;
	if (support !== undefined && !isObject(support)) constraints.add(`${at}.support_info_merchant`, 'must be an object');
	for (const product of readProducts(at, element.required_products, constraints)) {
		checkProduct(at, element, product, constraints);
	}
}

function checkPattern(
	at: string,
	element: JsonObject,
	name: string,
	pattern: RegExp,
	rule: string,
	constraints: Constraints,
): void {
	const value = element[name];
	if (value !== undefined && !(typeof value === 'string' && pattern.test(value)))
		constraints.add(`${at}.${name}`, rule);
}

function checkArns(at: string, arns: unknown, constraints: Constraints): void {
	if (arns === undefined) return;
	if (!Array.isArray(arns) || arns.length < 3 || arns.length > 10) {
		constraints.add(`${at}.arns`, 'must be an array of 3 to 10 ARNs');
		return;
	}
	arns.forEach((arn, index) => {
		if (typeof arn === 'string' && /^.4.{21}$/u.test(arn)) return;
		constraints.add(`${at}.arns[${index}]`, 'must have 23 characters with "4" second');
	});
}

/** The products asked for. The official reference does not mark the list as required, so its absence passes. */
function readProducts(at: string, products: unknown, constraints: Constraints): Product[] {
	if (products === undefined) return [];
	if (!Array.isArray(products) || products.length === 0) {
		constraints.add(`${at}.required_products`, 'must be an array of at least one product');
		return [];
	}
	products.forEach((product, index) => {
		if (PRODUCTS.includes(product as Product)) return;
		constraints.add(`${at}.required_products[${index}]`, `must be one of ${PRODUCTS.join(', ')}`);
	});
	return products.filter((product): product is Product => PRODUCTS.includes(product as Product));
}

function checkProduct(at: string, element: JsonObject, product: Product, constraints: Constraints): void {
	const demand = (name: string, value: unknown): void => {
		if (value === undefined) constraints.add(`${at}.${name}`, `is required for ${product}`);
	};
	const demandBinAndCaid = (): void => {
		demand('acquirer_bin', element.acquirer_bin);
		demand('card_acceptor_id', element.card_acceptor_id);
	};
	const demandWebsite = (): void => {
		const website = isObject(element.support_info_merchant) ? element.support_info_merchant.website_url : undefined;
		demand('support_info_merchant.website_url', isText(website) ? website : undefined);
	};
	switch (product) {
		case 'ethoca':
		case 'cdrn':
			return;
		case 'rdr':
			// The ARNs contain the BIN, and the network finds the CAID from them.
			if (element.arns === undefined) demandBinAndCaid();
			return;
		case 'oi':
			demandBinAndCaid();
			demandWebsite();
			return;
		case 'consumer-clarity':
			demandWebsite();
			return;
		case 'visa-dispute':
		case 'visa-fraud':
			demandBinAndCaid();
			return;
		case 'paypal':
			demand('paypal_merchant_id', element.paypal_merchant_id);
	}
}
