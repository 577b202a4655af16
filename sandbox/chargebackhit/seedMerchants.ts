import type { SeededRandom } from '../shared/random';
import { PRODUCTS, type Product } from './catalogue';
import type { CaidRecord, MerchantRecord } from './records';
import { SAMPLE_IDS } from './samples';
import type { ChargebackhitState } from './state';

export const DAY = 86_400_000;

const FIRST_WORDS = [
	'Bluefern',
	'Lanternmoss',
	'Copperbay',
	'Willowgate',
	'Saltpine',
	'Emberlake',
	'Quietharbor',
	'Thistledown',
	'Marblefox',
	'Rainloft',
	'Goldreed',
	'Ashmeadow',
	'Pebblewick',
	'Larkspire',
	'Tidewren',
	'Duskfield',
	'Hazelport',
	'Frostbell',
	'Amberrow',
	'Mistlane',
];
const TRADES = [
	{ word: 'Outfitters', mcc: '5651' },
	{ word: 'Coffee', mcc: '5499' },
	{ word: 'Games', mcc: '5816' },
	{ word: 'Fitness', mcc: '7997' },
	{ word: 'Audio', mcc: '5732' },
	{ word: 'Books', mcc: '5942' },
	{ word: 'Garden', mcc: '5261' },
	{ word: 'Travel', mcc: '4722' },
];
const PSPS = ['Stripe', 'Adyen', 'Checkout.com', 'Worldpay', 'Nuvei', 'dLocal', 'Solidgate'];
const CURRENCIES = ['USD', 'USD', 'USD', 'EUR', 'EUR', 'GBP', 'JPY'];

/** 40 merchants with invented names. */
export function seedMerchants(state: ChargebackhitState, now: number): void {
	const { random } = state;
	for (let index = 0; index < 40; index += 1) {
		const word = FIRST_WORDS[index % FIRST_WORDS.length];
		const trade = TRADES[(index * 3 + Math.floor(index / FIRST_WORDS.length)) % TRADES.length];
		addMerchant(state, {
			...(index === 0 ? { id: SAMPLE_IDS.merchant } : {}),
			createdAt: now - (400 - index * 7) * DAY,
			internalId: `mid_${random.digits(8)}`,
			name: `${word} ${trade.word}`,
			descriptor: `${word}*${trade.word}`.toUpperCase().slice(0, 22),
			mcc: trade.mcc,
			currency: random.pick(CURRENCIES),
		});
	}
}

/** Adds a merchant, with a new id unless it has one. */
export function addMerchant(
	state: ChargebackhitState,
	given: Omit<MerchantRecord, 'id' | 'sequence'> & { id?: string },
): MerchantRecord {
	const merchant = { id: state.random.uuid(), ...given, sequence: state.nextSequence() };
	state.merchants.set(merchant.id, merchant);
	return merchant;
}

/** 130 CAIDs, three or four for each merchant. */
export function seedCaids(state: ChargebackhitState, now: number): void {
	const { random } = state;
	const merchants = [...state.merchants.values()];
	for (let index = 0; index < 130; index += 1) {
		const merchant = merchants[index % merchants.length];
		const createdAt = now - (330 - index * 2) * DAY;
		const caid = addCaid(state, {
			...(index === 0 ? { id: SAMPLE_IDS.caid } : {}),
			createdAt,
			merchantId: merchant.id,
			internalId: `caid_${random.digits(8)}`,
			cardAcceptorId: random.digits(15),
			acquirerBin: `4${random.digits(5)}`,
			descriptor: merchant.descriptor,
			mcc: merchant.mcc,
			pspName: random.pick(PSPS),
			updatedAt: createdAt + random.integer(1, 20) * DAY,
			products: {},
		});
		for (const product of PRODUCTS) {
			if (product !== 'paypal' && random.chance(0.55)) caid.products[product] = seedProduct(random, createdAt);
		}
		// The first CAIDs have every product active, so each can be tried without a search.
		if (index < 3) caid.products = everyProductActive(createdAt);
	}
}

function seedProduct(random: SeededRandom, at: number): { status: string; failureReason: string; at: number } {
	const status = random.pick([
		'active',
		'active',
		'active',
		'enrolled',
		'enrolling',
		'paused',
		'action-required',
		'information-required',
	]);
	const failureReason = status === 'information-required' ? 'descriptor does not match the statement' : '';
	return { status, failureReason, at: at + random.integer(1, 10) * DAY };
}

function everyProductActive(at: number): CaidRecord['products'] {
	const active = PRODUCTS.filter((product) => product !== 'paypal').map((product) => [
		product,
		{ status: 'active', failureReason: '', at: at + DAY },
	]);
	return Object.fromEntries(active) as CaidRecord['products'];
}

/** Adds a CAID, with a new id unless it has one. */
export function addCaid(
	state: ChargebackhitState,
	given: Omit<CaidRecord, 'id' | 'sequence'> & { id?: string },
): CaidRecord {
	const caid = { id: state.random.uuid(), ...given, sequence: state.nextSequence() };
	state.caids.set(caid.id, caid);
	return caid;
}

/** 23 characters; the second to seventh are the acquirer's BIN (Contract: 5.1). */
export const inventArn = (random: SeededRandom, acquirerBin: string): string => `7${acquirerBin}${random.digits(16)}`;

/** 120 enrollments in all statuses; the successful ones belong to a CAID. */
export function seedEnrollments(state: ChargebackhitState, now: number): void {
	const { random } = state;
	const caids = [...state.caids.values()];
	for (let index = 0; index < 120; index += 1) {
		const caid = caids[index];
		const status = index % 12 === 5 ? 'error' : index % 12 === 8 ? 'rejected' : index > 112 ? 'accepted' : 'success';
		const products = Object.keys(caid.products) as Product[];
		const merchant = state.merchants.get(caid.merchantId);
		const id = random.uuid();
		state.enrollments.set(id, {
			id,
			sequence: state.nextSequence(),
			createdAt: Math.min(caid.createdAt - DAY, now - DAY),
			status,
			importMessage: importMessageFor(status),
			caidId: status === 'success' ? caid.id : undefined,
			settled: true,
			element: {
				required_products: products.length > 0 ? products : ['ethoca'],
				descriptor: caid.descriptor,
				psp_name: caid.pspName,
				merchant_internal_id: merchant?.internalId,
				card_acceptor_id: caid.cardAcceptorId,
				acquirer_bin: caid.acquirerBin,
				mcc: caid.mcc,
				description: caid.internalId,
				arns: index % 4 === 0 ? [1, 2, 3].map(() => inventArn(random, caid.acquirerBin)) : [],
			},
		});
	}
}

/** The text beside the statuses `error` and `rejected`; empty otherwise. */
export function importMessageFor(status: string): string {
	if (status === 'error') return 'The acquirer BIN could not be matched with the card acceptor id';
	return status === 'rejected' ? 'The descriptor is already enrolled under another account' : '';
}
