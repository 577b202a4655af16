import { Cancelled, clock } from '../../../common/clock';
import { InputError, rethrow } from '../../../common/errors/errors';
import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation, Send } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import { poll } from '../../../common/run/poll';
import type { JsonRecord } from '../../../common/values/json';
import { numberBetween, toText } from '../../../common/values/validate';
import { KlaviApi, statusOf } from '../../api/klaviApi';
import { problems } from '../../problems';
import { createdOutput } from '../../simplify';
import { type CreatedPayment, createPayment } from './createPayment';
import { type CheckedPayment, readPayment } from './paymentBody';
import { amountOption, detailsProperty, payeeProperties, payerProperties, properties } from './paymentFields';
import { bankLinkIn, isFinished, statusIn } from './statuses';

/** Milliseconds between two looks for the bank link. */
const LINK_INTERVAL = 2000;

/** One error for all items: it is shown once. */
const SEVERAL_ITEMS = new InputError(problems.linkForSingleItem());

/** The payment with a later response's values. What that response leaves out stays. */
function updated(record: JsonRecord, news: JsonRecord): JsonRecord {
	const known = Object.entries(news).filter(([, value]) => value !== null && value !== undefined);
	return { ...record, ...Object.fromEntries(known) };
}

const hasLinkOrEnd = (payment: JsonRecord) => bankLinkIn(payment) !== null || isFinished(payment);

/**
 * Looks for the bank link until it is there, the payment has ended, or the limit is reached. The payment exists, so nothing here
 * fails the item. Contract: 1.5, 2.3, 6.7
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
	if (id === null || hasLinkOrEnd(created.record)) return createdOutput(created, created.sentAt);
	let { record, sentAt, isIdProven } = created;
	const polled = await poll({
		send,
		look: async (bounded) => {
			const askedAt = clock.now();
			record = updated(record, await api.readPayment(bounded, id, '/status'));
			isIdProven = true;
			if (bankLinkIn(record) === null) sentAt = askedAt;
			return record;
		},
		isEnough: hasLinkOrEnd,
		interval: () => LINK_INTERVAL,
		limit,
		signal,
	}).catch(stopped);
	if (polled && polled.ended !== 'enough') {
		const { failure } = polled;
		if (!isIdProven && failure && statusOf(failure) === 404) {
			item.hint(problems.paymentIdMissing().message);
			return createdOutput({ ...created, id: null }, sentAt);
		}
		const status = statusIn(record) || null;
		const seconds = polled.ended === 'limit' ? limit / 1000 : null;
		item.hint(problems.bankLinkMissing(id, status, seconds, failure?.message).message);
	}
	const output = createdOutput({ ...created, record }, sentAt);
	if (typeof output.linkExpiresAt === 'string') item.hint(problems.bankLinkReady(output.linkExpiresAt).message);
	return output;
}

/** For a dry run, where a person checks the money: what the number in the request means. Empty if it is written as it was entered. */
function amountTold(item: Item, { body }: CheckedPayment): string {
	const reais = toText(item.value('amount')).trim();
	const written = String(body.amount ?? '');
	return /^\d+$/.test(written) && /^\d+\.\d\d$/.test(reais) ? problems.amountInRequest(reais, written).message : '';
}

/** A stopped execution: the item still returns the payment, which exists. */
function stopped(error: unknown): undefined {
	return error instanceof Cancelled ? undefined : rethrow(error);
}

/** Contract: 2.2, 2.5. */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create payment',
	description: "Start a Pix payment and get a link to the payer's bank, where the payer approves it",
	effect: 'write',
	irreversible: problems.createNotice().message,
	fields: [
		...properties('externalId', 'participant', 'method'),
		...payeeProperties,
		...properties('amount'),
		...payerProperties,
		...properties('redirectUrl'),
		detailsProperty,
		{
			displayName: 'Wait For Bank Link',
			name: 'waitForBankLink',
			type: 'boolean',
			default: true,
			description:
				'Whether to wait until Klavi returns the link with which the payer approves the payment. It expires after 60 seconds and opens only once. Send it right away, and not in an app that shows link previews: the preview would open it. Works with one item at a time: for several, put a Loop Over Items node before this one.',
		},
		{
			displayName: 'Wait Limit',
			name: 'linkWaitLimit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 300 },
			displayOptions: { show: { waitForBankLink: [true] } },
			default: 30,
			description: 'How many seconds to wait for the bank link at most',
		},
		additionalFields,
	],
	identifiedBy: ['externalId'],
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
		const limit = waits ? numberBetween(item.value('linkWaitLimit') ?? 30, 'Wait Limit', 1, 300) * 1000 : 0;
		const payment = readPayment(item, api.revision, true);
		return async (send, context) => {
			const signal = context.getExecutionCancelSignal();
			const next = [amountTold(item, payment), ...(waits ? [problems.waitsForLinkNext(limit / 1000).message] : [])];
			const created = await createPayment(send, api, payment, signal, next.filter(Boolean).join(' '));
			if (created.id === null) item.hint(problems.paymentIdMissing().message);
			if (!waits) return createdOutput(created, created.sentAt);
			return await withBankLink(send, api, created, item, limit, signal);
		};
	},
};
