import type { JsonObject } from '../shared/jsonBody';
import type { SeededRandom } from '../shared/random';
import {
	DISPUTE_OUTCOMES,
	DISPUTE_PROVIDERS,
	DISPUTE_STAGES,
	DISPUTE_STATUSES,
	REPRESENTMENT_STATUSES,
} from './catalogue';
import { SAMPLE_IDS } from './samples';
import { DAY } from './seedMerchants';
import type { ChargebackhitState } from './state';

const DISPUTE_COUNT = 70;
const REASONS = ['fraudulent', 'product_not_received', 'product_unacceptable', 'duplicate', 'subscription_canceled'];

/** 70 disputes over the last 70 days (Contract: 2.10). */
export function seedDisputes(state: ChargebackhitState, now: number): void {
	const { random } = state;
	for (let index = 0; index < DISPUTE_COUNT; index += 1) {
		const opened = now - (DISPUTE_COUNT - index) * DAY + random.integer(0, DAY / 2);
		const status = random.pick(DISPUTE_STATUSES);
		const updated = Math.min(now, opened + random.integer(0, 10) * DAY);
		const provider = random.pick(DISPUTE_PROVIDERS);
		const id = index === DISPUTE_COUNT - 1 ? SAMPLE_IDS.dispute : random.uuid();
		state.disputes.set(id, {
			sequence: state.nextSequence(),
			createdAt: opened,
			dispute: {
				id,
				provider,
				provider_dispute_id: `${provider}_${random.digits(12)}`,
				status,
				stage: random.pick(DISPUTE_STAGES),
				...(status === 'resolved' ? { outcome: random.pick(DISPUTE_OUTCOMES) } : {}),
				reason: random.pick(REASONS),
				amount: `${random.integer(5, 900)}.${random.digits(2)}`,
				currency: random.pick(['USD', 'EUR', 'GBP']),
				dispute_date: new Date(opened).toISOString(),
				response_deadline: status === 'needs-response' ? new Date(opened + 20 * DAY).toISOString() : null,
				created_at: new Date(opened).toISOString(),
				updated_at: new Date(updated).toISOString(),
				representments: random.chance(0.6) ? [representment(random, opened, updated)] : [],
			},
		});
	}
}

function representment(random: SeededRandom, opened: number, updated: number): JsonObject {
	const status = random.pick(REPRESENTMENT_STATUSES);
	return {
		id: random.uuid(),
		status,
		created_at: new Date(opened).toISOString(),
		updated_at: new Date(updated).toISOString(),
		submitted_at: status === 'submitted' ? new Date(updated).toISOString() : null,
		enrichment_deadline: status === 'waiting-for-enrichment' ? new Date(opened + 10 * DAY).toISOString() : null,
	};
}
