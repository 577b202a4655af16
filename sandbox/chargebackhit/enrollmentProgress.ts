import type { Product } from './catalogue';
import type { CaidRecord, EnrollmentRecord } from './records';
import { addCaid, addMerchant, importMessageFor } from './seedMerchants';
import type { ChargebackhitState } from './state';

/**
 * Moves enrollments on, as far as their age allows: `new` for one step (milliseconds), `accepted` for one more, then
 * `success` with a CAID. A descriptor that starts with ERROR or REJECT ends as `error` or `rejected` instead, so that
 * both can be tried.
 */
export function advanceEnrollments(state: ChargebackhitState, step: number): void {
	const now = Date.now();
	for (const enrollment of state.enrollments.values()) {
		if (enrollment.settled) continue;
		const age = now - enrollment.createdAt;
		if (age < step) continue;
		if (age < 2 * step) {
			enrollment.status = 'accepted';
			continue;
		}
		enrollment.settled = true;
		enrollment.status = finalStatus(enrollment.element.descriptor);
		enrollment.importMessage = importMessageFor(enrollment.status);
		if (enrollment.status === 'success') enrollment.caidId = enroll(state, enrollment, now).id;
	}
}

function finalStatus(descriptor: string): string {
	if (descriptor.startsWith('ERROR')) return 'error';
	return descriptor.startsWith('REJECT') ? 'rejected' : 'success';
}

function enroll(state: ChargebackhitState, { element }: EnrollmentRecord, now: number): CaidRecord {
	const internalId = String(element.merchant_internal_id ?? '');
	const known = internalId === '' ? undefined : state.merchantByInternalId(internalId);
	const merchant =
		known ??
		addMerchant(state, {
			createdAt: now,
			internalId,
			name: element.descriptor,
			descriptor: element.descriptor,
			mcc: String(element.mcc ?? ''),
			currency: 'USD',
		});
	const [firstArn] = Array.isArray(element.arns) ? (element.arns as string[]) : [];
	const products = (Array.isArray(element.required_products) ? element.required_products : []) as Product[];
	return addCaid(state, {
		createdAt: now,
		updatedAt: now,
		merchantId: merchant.id,
		// Contract: 5.1. The description becomes the CAID's internal id, and the second to seventh character of an
		// ARN are the BIN.
		internalId: String(element.description ?? ''),
		cardAcceptorId: String(element.card_acceptor_id ?? ''),
		acquirerBin: String(element.acquirer_bin ?? firstArn?.slice(1, 7) ?? ''),
		descriptor: element.descriptor,
		mcc: String(element.mcc ?? ''),
		pspName: element.psp_name,
		products: Object.fromEntries(
			products.map((product) => [product, { status: 'enrolled', failureReason: '', at: now }]),
		),
	});
}
