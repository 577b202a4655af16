import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { AWAITING, TERMINAL_STATUSES } from '../catalogue';
import type { ServiceContext } from '../context';
import type { PaymentRecord } from '../records';
import { readForm } from '../requestBody';
import { complaintsAbout } from '../rules/fields';
import { ServiceError } from '../serviceError';
import type { KlaviState } from '../state';
import { escaped, leave, page, sendNotice, sendPage } from './pages';
import { consentUrl, REVISIONS_BY_NAME, refuseForeignQrCode } from './payments';

/** The page of a hosted checkout (Contract: 2.7); the payer adds what is missing and goes on to the bank. */
export function checkoutPageRoutes(app: FastifyInstance, context: ServiceContext): void {
	const { state, lifecycle } = context;

	/** The payment of a page; `undefined` when the reply already explains why nothing can be completed. */
	const visit = (request: FastifyRequest, reply: FastifyReply): PaymentRecord | undefined => {
		const { v: key } = request.query as { v?: string };
		const record = typeof key === 'string' ? state.byCheckoutKey(key) : undefined;
		if (record === undefined) {
			sendNotice(reply, 404, 'Unknown link', 'There is no payment behind this link.');
			return undefined;
		}
		lifecycle.settle(record);
		if (!record.checkout?.completed && !TERMINAL_STATUSES.includes(record.status)) return record;
		sendNotice(reply, 410, 'Payment no longer open', `The status of this payment is ${record.status}.`);
		return undefined;
	};

	app.get('/checkout', async (request, reply) => {
		const record = visit(request, reply);
		return record === undefined ? reply : sendPage(reply, 200, checkoutPage(record, state, []));
	});

	app.post('/checkout', async (request, reply) => {
		const record = visit(request, reply);
		if (record === undefined) return reply;
		const form = readForm(request.received);
		if (form.get('decision') === 'cancel') {
			lifecycle.enter(record, 'CANCELED');
			const { redirectOnError } = REVISIONS_BY_NAME[record.revision].view(record);
			return leave(reply, redirectOnError, 'Payment canceled', 'You can close this page.');
		}
		const complaints = complete(record, form, context);
		if (complaints.length > 0) return sendPage(reply, 422, checkoutPage(record, state, complaints));
		return reply
			.header('location', String(consentUrl(record)))
			.code(303)
			.send();
	});
}

/** Adds the form's values and advances the payment to the bank. Returns what is still wrong. */
function complete(record: PaymentRecord, form: URLSearchParams, { state, lifecycle }: ServiceContext): string[] {
	const revision = REVISIONS_BY_NAME[record.revision];
	const given = revision.complete(record.given, form, record.id);
	const complaints = complaintsAbout(given, revision.rules(given, state));
	if (complaints.length > 0) return complaints;
	try {
		refuseForeignQrCode(given, revision);
	} catch (error) {
		if (error instanceof ServiceError) return [error.message];
		throw error;
	}
	record.given = given;
	if (record.clientId === undefined) state.take(record, String(given[revision.clientIdField]));
	if (record.checkout !== undefined) record.checkout.completed = true;
	while (record.status !== AWAITING) {
		const next = lifecycle.nextStatus(record);
		if (next === undefined) throw new Error(`No consent follows ${record.status}`);
		lifecycle.enter(record, next);
	}
	return [];
}

function checkoutPage(record: PaymentRecord, state: KlaviState, complaints: string[]): string {
	const { participantField, name } = REVISIONS_BY_NAME[record.revision];
	const { given } = record;
	const input = (field: string, label: string): string =>
		`<label>${escaped(label)}<input name="${field}" autocomplete="off"></label>`;
	const banks = [...state.participants.values()].filter(({ status }) => status === 'ACTIVE');
	const options = banks.map(({ id, name: bank }) => `<option value="${escaped(id)}">${escaped(bank)}</option>`);
	const payer = given[name === 'participants' ? 'user' : 'customer'];
	const parts = [
		given[participantField] === undefined
			? `<label>Bank<select name="participantId">${options.join('')}</select></label>`
			: '',
		payer === undefined ? input('name', 'Your name') + input('taxId', 'Your CPF (11 digits)') : '',
		given.amount === undefined ? input('amount', 'Amount in R$, such as 48.00') : '',
	];
	const wrong = complaints.map((sentence) => `<li>${escaped(sentence)}</li>`).join('');
	return page(
		'Pay with Pix',
		`${wrong === '' ? '' : `<ul class="wrong">${wrong}</ul>`}
<form method="post" action="/klavi/checkout?v=${escaped(record.checkout?.key)}">
${parts.join('\n')}
<button name="decision" value="continue">Continue to the bank</button>
<button class="second" name="decision" value="cancel">Cancel</button>
</form>`,
	);
}
