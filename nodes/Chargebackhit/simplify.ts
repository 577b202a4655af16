import type { IDataObject } from 'n8n-workflow';

import { type JsonRecord, recordOr, textOrNull } from '../common/values/json';

/** A merchant with flat fields. Contract: 3.3. */
export function flatMerchant(merchant: JsonRecord): IDataObject {
	return {
		id: textOrNull(merchant.id),
		internalId: textOrNull(merchant.internal_id),
		name: textOrNull(merchant.name),
		descriptor: textOrNull(merchant.descriptor),
	};
}

/** A CAID with flat fields; the products as text, such as `cdrn: active, rdr: failed (mcc_mismatch)`. Contract: 2.8. */
export function flatCaid(caid: JsonRecord): IDataObject {
	const products = Object.entries(recordOr(recordOr(caid.info).products)).map(([product, state]) => {
		const status = textOrNull(recordOr(state).status) ?? 'unknown';
		const reason = textOrNull(recordOr(state).failure_reason);
		return `${product}: ${status}${reason ? ` (${reason})` : ''}`;
	});
	return {
		id: textOrNull(caid.id),
		internalId: textOrNull(caid.internal_id),
		merchantId: textOrNull(caid.merchant_id) ?? textOrNull(recordOr(caid.merchant).id),
		cardAcceptorId: textOrNull(caid.card_acceptor_id),
		acquirerBin: textOrNull(caid.acquirer_bin),
		descriptor: textOrNull(caid.descriptor),
		mcc: textOrNull(caid.mcc),
		pspName: textOrNull(caid.psp_name),
		products: products.join(', '),
		createdAt: textOrNull(caid.created_at),
	};
}

/** An enrollment with flat fields. Contract: 2.9. */
export function flatEnrollment(enrollment: JsonRecord): IDataObject {
	const list = (value: unknown) => (Array.isArray(value) ? value.map(String).join(', ') : textOrNull(value));
	return {
		id: textOrNull(enrollment.id),
		merchantInternalId: textOrNull(enrollment.merchant_internal_id),
		cardAcceptorId: textOrNull(enrollment.card_acceptor_id),
		descriptor: textOrNull(enrollment.descriptor),
		status: textOrNull(enrollment.status),
		importMessage: textOrNull(enrollment.import_message),
		requiredProducts: list(enrollment.required_products),
		arns: list(enrollment.arns),
	};
}
