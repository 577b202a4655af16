import type { JsonObject } from '../shared/jsonBody';
import type { SeededRandom } from '../shared/random';
import { EVENT_TYPES } from './catalogue';
import type { AlertRecord } from './records';
import type { KountState } from './state';

const HOUR = 3_600_000;

/** Alerts that have been answered before the seed time, and one whose time has run out unanswered. */
const ANSWERED: Array<[eventType: string, statusCode: string]> = [
	['DISPUTE', 'REFUNDED'],
	['FRAUD_NOTICE', 'PREVIOUSLY_REFUNDED'],
	['ETHOCA_FRAUD', 'NOT_REFUNDED'],
	['ETHOCA_DISPUTE', 'DISPUTE_RECEIVED'],
];

/** The ids that the templates' sample data and the fields of this package name, by the type of the open alert. */
const SAMPLES: Record<string, JsonObject> = {
	DISPUTE: { requestID: '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b' },
	ETHOCA_FRAUD: {
		requestID: '6c1f0d9e-2b3a-4c5d-8e7f-9a0b1c2d3e4f',
		merchantOrderID: 'ORDER-1001',
		transactionAmount: 49.9,
		accountNumber: '411111xxxxxx1111',
		descriptor: 'KESTREL & THYME',
	},
};

const SHOPS = ['KESTREL & THYME', 'NORDLICHT*SHOP', 'BLUE HERON MEDIA'];
const AMOUNTS = [9.95, 24.5, 44.09, 129, 310.4, 7.99];

/** The data the sandbox starts with. The same seed time gives the same data, ids included. */
export function seed(state: KountState, seedTime: Date): void {
	seedAlerts(state, seedTime.getTime());
	seedOrders(state, seedTime.getTime());
}

/** One open alert of every event type, four answered ones and one overdue, the newest first. */
function seedAlerts(state: KountState, now: number): void {
	for (const [index, eventType] of EVENT_TYPES.entries()) {
		inventAlert(state, eventType, now - (1 + 2 * index) * HOUR, SAMPLES[eventType]);
	}
	for (const [index, [eventType, statusCode]] of ANSWERED.entries()) {
		const arrived = now - (30 + 6 * index) * HOUR;
		const alert = inventAlert(state, eventType, arrived);
		alert.answer = { statusCode, at: new Date(arrived + 3 * HOUR).toISOString(), late: false };
	}
	inventAlert(state, 'DISPUTE', now - 27 * HOUR);
}

/** Three orders that went through a risk inquiry. */
function seedOrders(state: KountState, now: number): void {
	for (let index = 0; index < 3; index += 1) {
		const at = new Date(now - (index + 1) * 26 * HOUR).toISOString();
		const order = state.addOrder(
			{
				merchantOrderId: `KT-${700_001 + index}`,
				channel: 'WEB',
				deviceSessionId: state.random.uuid().replaceAll('-', ''),
				transactions: [
					{
						merchantTransactionId: `KT-${700_001 + index}-1`,
						orderTotal: String(4409 + index * 1000),
						currency: 'USD',
						transactionStatus: 'CAPTURED',
						payment: { type: 'CREDIT_CARD', bin: '411111', last4: '1111', cardBrand: 'VISA' },
					},
				],
			},
			at,
		);
		order.riskInquiry = { decision: 'APPROVE', omniscore: 86.4 };
	}
}

/** Adds an alert with an invented transaction; `fields` replace values of its event, `null` omits one. */
export function inventAlert(state: KountState, eventType: string, at: number, fields: JsonObject = {}): AlertRecord {
	const { random } = state;
	const id = random.uuid();
	const invented = inventTransaction(random, at);
	const { requestID, disputeCode, eventType: _type, eventDateTime: _moment, ...transaction } = fields;
	return state.addAlert(
		{
			id: typeof requestID === 'string' ? requestID : id,
			eventType,
			disputeCode: typeof disputeCode === 'string' ? disputeCode : eventType.includes('FRAUD') ? '10.4' : '41',
			transaction: { ...invented, ...transaction },
		},
		at,
	);
}

function inventTransaction(random: SeededRandom, at: number): JsonObject {
	return {
		arn: `74${random.digits(21)}`,
		merchantOrderID: `KT-${random.digits(6)}`,
		transactionAmount: random.pick(AMOUNTS),
		transactionCurrency: 'USD',
		transactionDateTime: new Date(at - random.integer(3, 40) * 24 * HOUR).toISOString(),
		transactionID: random.digits(15),
		accountNumber: `411111xxxxxx${random.digits(4)}`,
		authorizationCode: random.digits(6),
		descriptor: random.pick(SHOPS),
	};
}
