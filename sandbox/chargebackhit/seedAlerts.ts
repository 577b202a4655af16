import type { JsonObject } from '../shared/jsonBody';
import type { SeededRandom } from '../shared/random';
import { merchantBody } from './bodies';
import {
	ALERT_TYPES,
	type AlertType,
	allowedOutcomes,
	PRODUCTS_BY_TYPE,
	PROVIDER_BY_PRODUCT,
	type Product,
	SETTABLE_OUTCOMES,
} from './catalogue';
import type { AlertRecord, MerchantRecord } from './records';
import { SAMPLE_ALERTS, SAMPLE_WITHOUT_ORDER } from './samples';
import { DAY, inventArn } from './seedMerchants';
import type { ChargebackhitState } from './state';

const ALERT_COUNT = 320;
const SPAN_DAYS = 60;

/** Visa's and Mastercard's reason codes that fit a dispute, with the group the service puts them in. */
const VISA_REASONS = [
	{ code: '10.4', group: 'fraud' },
	{ code: '13.1', group: 'consumer-dispute' },
	{ code: '13.3', group: 'consumer-dispute' },
	{ code: '12.6', group: 'processing-error' },
];
const MASTERCARD_REASONS = [
	{ code: '4837', group: 'fraud' },
	{ code: '4853', group: 'consumer-dispute' },
	{ code: '4834', group: 'processing-error' },
];
const VISA_BINS = ['411111', '400000', '424242', '401288'];
const MASTERCARD_BINS = ['555555', '510510', '520082', '222300'];

/** 320 alerts of all types over the last 60 days; the unanswered ones are from the last three days. */
export function seedAlerts(state: ChargebackhitState, now: number): void {
	const { random } = state;
	for (let index = 0; index < ALERT_COUNT; index += 1) {
		const step = (SPAN_DAYS * DAY) / ALERT_COUNT;
		const published = now - (ALERT_COUNT - index) * step + random.integer(0, Math.floor(step / 2));
		// The newest alerts are unanswered ones of every type, so that each can be tried without a search.
		const isNewest = index >= ALERT_COUNT - 2 * ALERT_TYPES.length;
		const likelyType = random.chance(0.4) ? 'init-refund' : random.pick(ALERT_TYPES);
		const type = isNewest ? ALERT_TYPES[index % ALERT_TYPES.length] : likelyType;
		const products = PRODUCTS_BY_TYPE[type].filter((product) => product !== 'paypal');
		const isLastOfType = index >= ALERT_COUNT - ALERT_TYPES.length;
		const seed = isLastOfType ? sampleAlert : isNewest && type === 'init-refund' ? alertWithoutOrder : inventAlert;
		const { alert, transaction, merchant } = seed(state, type, random.pick(products), new Date(published));
		const record: AlertRecord = {
			alert,
			transaction,
			merchant,
			createdAt: published,
			sequence: state.nextSequence(),
			outcomes: [],
		};
		const isRecent = published > now - 3 * DAY;
		if (!isNewest && (!isRecent || random.chance(0.2))) answer(record, random, published);
		state.alerts.set(alert.id, record);
	}
}

/** The newest alert of a type: the one that samples name, if there is one. */
function sampleAlert(
	state: ChargebackhitState,
	type: AlertType,
	product: Product,
	published: Date,
): ReturnType<typeof inventAlert> {
	if (type !== 'init-refund' && type !== 'dispute-notification') return inventAlert(state, type, product, published);
	const sample = SAMPLE_ALERTS[type];
	const invented = inventAlert(state, type, sample.product, published, sample.id);
	Object.assign(invented.alert, sample.alert);
	Object.assign(invented.transaction, sample.transaction);
	return invented;
}

/** The refund request before the newest one, which has no order number. What is invented for the others stays the same. */
function alertWithoutOrder(...wanted: Parameters<typeof sampleAlert>): ReturnType<typeof inventAlert> {
	const invented = inventAlert(...wanted);
	Object.assign(invented.alert, SAMPLE_WITHOUT_ORDER.alert);
	Object.assign(invented.transaction, SAMPLE_WITHOUT_ORDER.transaction);
	delete invented.transaction.transaction_merchant_id;
	return invented;
}

function answer(record: AlertRecord, random: SeededRandom, published: number): void {
	const { type } = record.alert;
	const readOnly = random.chance(0.05) ? [random.pick(['duplicate', 'error'])] : undefined;
	const likely = random.chance(0.5) ? ['reversed'] : SETTABLE_OUTCOMES;
	const outcome = random.pick(type === 'init-refund' ? (readOnly ?? likely) : allowedOutcomes(type));
	const orderId = outcome === 'not-found' ? undefined : `order-${random.integer(10_000, 99_999)}`;
	const at = new Date(published + random.integer(1, 600) * 1000).toISOString();
	record.alert.outcome = outcome;
	record.orderId = orderId;
	record.outcomes.push({ outcome, at, by: 'seed', orderId });
}

const cents = (random: SeededRandom, currency: string): string => {
	const whole = String(random.integer(4, 480));
	return currency === 'JPY' ? `${whole}00` : `${whole}.${random.digits(2)}`;
};

/** A believable alert on one of the CAIDs held, unanswered and not stored. */
export function inventAlert(
	state: ChargebackhitState,
	type: AlertType,
	product: Product,
	published: Date,
	id = state.random.uuid(),
): Pick<AlertRecord, 'alert' | 'transaction' | 'merchant'> {
	const { random } = state;
	const caid = random.pick([...state.caids.values()]);
	const merchant = state.merchants.get(caid.merchantId) as MerchantRecord;
	const provider = PROVIDER_BY_PRODUCT[product];
	const isMastercard = provider === 'ethoca' && (product === 'consumer-clarity' || random.chance(0.5));
	const reason =
		product === 'visa-fraud' ? VISA_REASONS[0] : random.pick(isMastercard ? MASTERCARD_REASONS : VISA_REASONS);
	const amount = cents(random, merchant.currency);
	const alert: AlertRecord['alert'] = {
		id,
		date: published.toISOString(),
		type,
		product,
		provider,
		outcome: '',
		amount,
		currency: merchant.currency,
		card_acceptor_id: caid.cardAcceptorId,
		acquirer_bin: caid.acquirerBin,
		mcc: caid.mcc,
		descriptor: caid.descriptor,
		reason_code: reason.code,
		reason_group: reason.group,
	};
	if (product === 'rdr') alert.pricing_tier = random.pick(['tier_1', 'tier_2', 'tier_3']);
	const transaction: JsonObject = {
		transaction_merchant_id: `tx-${random.digits(10)}`,
		transaction_id: random.digits(15),
		date: new Date(published.getTime() - random.integer(3, 40) * DAY).toISOString(),
		amount,
		currency: merchant.currency,
		type: 'sale',
		card_brand: isMastercard ? 'mastercard' : 'visa',
		bin: random.pick(isMastercard ? MASTERCARD_BINS : VISA_BINS),
		last_four: random.digits(4),
	};
	// Providers send different subsets (Contract: 3.2).
	if (random.chance(0.8)) transaction.auth_code = random.digits(6);
	if (random.chance(0.85)) transaction.arn = inventArn(random, caid.acquirerBin);
	return { alert, transaction, merchant: merchantBody(merchant) };
}
