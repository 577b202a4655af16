import { SeededRandom } from '../shared/random';
import type { AlertRecord, CaidRecord, Delivery, DisputeRecord, EnrollmentRecord, MerchantRecord } from './records';

const SEED = 20_250_128;

/** All data of the service. The same seed time gives the same data, ids included. */
export class ChargebackhitState {
	merchants = new Map<string, MerchantRecord>();

	caids = new Map<string, CaidRecord>();

	enrollments = new Map<string, EnrollmentRecord>();

	alerts = new Map<string, AlertRecord>();

	disputes = new Map<string, DisputeRecord>();

	deliveries: Delivery[] = [];

	/** For everything invented after the seed. */
	random = new SeededRandom(SEED);

	private lastSequence = 0;

	/** @param seed adds the data that the sandbox starts with */
	constructor(private readonly seed: (state: ChargebackhitState) => void) {
		this.reset();
	}

	/** Back to the start. */
	reset(): void {
		this.random = new SeededRandom(SEED);
		this.lastSequence = 0;
		this.deliveries = [];
		for (const collection of [this.merchants, this.caids, this.enrollments, this.alerts, this.disputes])
			collection.clear();
		this.seed(this);
	}

	/** The next number in the order of creation, over all collections. */
	nextSequence(): number {
		this.lastSequence += 1;
		return this.lastSequence;
	}

	/** The merchant with this internal id, if any. */
	merchantByInternalId(internalId: string): MerchantRecord | undefined {
		for (const merchant of this.merchants.values()) if (merchant.internalId === internalId) return merchant;
		return undefined;
	}
}
