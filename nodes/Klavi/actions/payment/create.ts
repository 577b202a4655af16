import { clock } from '../../../common/clock';
import { InputError, ServiceError } from '../../../common/errors/errors';
import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation, Send } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import type { JsonRecord } from '../../../common/values/json';
import * as check from '../../../common/values/validate';
import { KlaviApi, statusOf } from '../../api/klaviApi';
import { messages } from '../../problems';
import { createdOutput } from '../../simplify';
import { type CreatedPayment, createPayment } from './createPayment';
import { readPayment } from './paymentBody';
import {
	amountField,
	amountOption,
	detailsField,
	externalIdField,
	methodField,
	participantField,
	payeeFields,
	payerOfPaymentFields,
	redirectField,
} from './paymentFields';
import { bankLinkIn, isFinished } from './statuses';
import { readUntil } from './waiting';

/** Milliseconds between two looks for the bank link. */
const LINK_INTERVAL = 2000;

/** One error for all items: it is said once. */
const SEVERAL_ITEMS = new InputError(messages.linkForOne, messages.linkForOneAdvice);

/** The payment with what a later answer says of it: what that leaves out stays. */
function updated(record: JsonRecord, news: JsonRecord): JsonRecord {
	const known = Object.entries(news).filter(([, value]) => value !== null && value !== undefined);
	return { ...record, ...Object.fromEntries(known) };
}

/**
 * Looks for the bank link until it is there, the payment has ended, or the limit is over. The payment exists: nothing that fails here
 * takes the item away.
 *
 * Contract: 1.5, 2.3, 6.7.
 */
async function withBankLink(
	send: Send,
	api: KlaviApi,
	created: CreatedPayment,
	item: Item,
	limit: number,
	signal?: AbortSignal,
) {
	const { id } = created;
	let { record, sentAt } = created;
	if (id === null) item.hint(messages.noId);
	if (id !== null && bankLinkIn(record) === null && !isFinished(record)) {
		let failure: ServiceError | undefined;
		// one that fails does not end the wait: the next may find the link
		const look = async () => {
			const askedAt = clock.now();
			failure = undefined;
			try {
				record = updated(record, await api.readPayment(send, id, '/status'));
				if (bankLinkIn(record) === null) sentAt = askedAt;
			} catch (error) {
				// where no token is accepted, each further look would fetch others
				if (!(error instanceof ServiceError) || [401, 403].includes(statusOf(error) ?? 0))
					return await Promise.reject(error as Error);
				failure = error;
			}
			return record;
		};
		const isEnough = (payment: JsonRecord) => bankLinkIn(payment) !== null || isFinished(payment);
		const problem = await readUntil(look, isEnough, { interval: LINK_INTERVAL, limit }, signal).then(
			({ inTime }) =>
				inTime ? '' : failure ? messages.linkUnreadable(failure.message) : messages.noLinkYet(limit / 1000),
			async (error: unknown) =>
				error instanceof ServiceError ? messages.linkUnreadable(error.message) : await Promise.reject(error as Error),
		);
		if (problem !== '') item.hint(problem);
	}
	return createdOutput({ ...created, record }, sentAt);
}

/** Contract: 2.2, 2.5. */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create payment',
	description: 'Start a Pix payment and get the link on which the payer approves it at their bank',
	effect: 'write',
	irreversible: messages.createNotice,
	fields: [
		externalIdField,
		participantField,
		methodField,
		...payeeFields,
		amountField,
		...payerOfPaymentFields,
		redirectField,
		detailsField,
		{
			displayName: 'Wait For Bank Link',
			name: 'waitForBankLink',
			type: 'boolean',
			default: true,
			description:
				'Whether to wait until Klavi has the link on which the payer approves the payment. It lives for 60 seconds and opens once: hand it on at once, and let nothing open it before the payer. For one item at a time.',
		},
		{
			displayName: 'Wait Limit',
			name: 'linkWaitLimit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 300 },
			displayOptions: { show: { waitForBankLink: [true] } },
			default: 30,
			description: 'How many seconds to wait for the bank link at the most',
		},
		additionalFields,
	],
	options: [amountOption],
	sample: {
		parameters: {
			externalId: 'REFUND-2026-0117',
			participant: '{participant}',
			method: 'PIX_DICT',
			pixKey: '+5511987654321',
			amount: '{amount}',
			payerType: 'person',
			personTaxId: '123.456.789-01',
			personName: 'Ana Souza',
			redirectUrl: 'https://shop.example.com/thanks',
			waitForBankLink: false,
		},
	},
	prepare: (item) => {
		const api = KlaviApi.of(item);
		const waits = item.flag('waitForBankLink');
		if (waits && item.count > 1) throw SEVERAL_ITEMS;
		const limit = waits ? check.numberBetween(item.value('linkWaitLimit') ?? 30, 'Wait Limit', 1, 300) * 1000 : 0;
		const payment = readPayment(item, api.revision, true);
		return async (send, context) => {
			const signal = context.getExecutionCancelSignal();
			const created = await createPayment(send, api, payment, signal);
			return waits
				? await withBankLink(send, api, created, item, limit, signal)
				: createdOutput(created, created.sentAt);
		};
	},
};
