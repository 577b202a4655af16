import { SeededRandom } from '../shared/random';
import type { CaseRecord, EventRecord, FileRecord, SubscriptionRecord, VerificationRecord } from './records';

const SEED = 20_260_915;
const KEPT_RECORDS = 1000;
const KEPT_FILE_BYTES = 256 * 1024 * 1024;

/** All data of the service. The same seed time gives the same data, ids included. */
export class KloutitState {
	cases = new Map<string, CaseRecord>();

	subscriptions = new Map<string, SubscriptionRecord>();

	events: EventRecord[] = [];

	verifications: VerificationRecord[] = [];

	/** Codes of the sales channels the organization has configured (Contract: 4.1). */
	salesChannels = new Set<string>();

	/** Names of the subsidiaries, by identifier. */
	filials = new Map<string, string>();

	/** For everything invented after the seed. */
	random = new SeededRandom(SEED);

	/** Counts the resets, so that work begun before one can see that its data are gone. */
	generation = 0;

	private sentEvents = 0;

	private contents: FileRecord[] = [];

	/** @param seed adds the data that the sandbox starts with */
	constructor(private readonly seed: (state: KloutitState) => void) {
		this.reset();
	}

	/** Back to the start. */
	reset(): void {
		this.generation += 1;
		this.random = new SeededRandom(SEED);
		this.sentEvents = 0;
		this.events = [];
		this.verifications = [];
		this.contents = [];
		this.cases.clear();
		this.subscriptions.clear();
		this.salesChannels = new Set(['WEB-ES', 'WEB-EN']);
		this.filials = new Map([['B12345674', 'Kestrel & Thyme Retail S.L.']]);
		this.seed(this);
	}

	/** Adds a case in its first status. */
	addCase(fields: CaseRecord['fields'], given: { connected: boolean; createdAt: string }): CaseRecord {
		const { connected, createdAt } = given;
		const id = this.random.uuid();
		const record: CaseRecord = {
			id,
			fields,
			status: 'PENDING',
			connected,
			createdAt,
			updatedAt: createdAt,
			files: [],
		};
		this.cases.set(fields.expedientNumber, record);
		return record;
	}

	/** Adds a file; the contents of the oldest ones are given up when all together exceed 256 MiB. */
	addFile(owner: CaseRecord, file: FileRecord): void {
		owner.files.push(file);
		this.contents.push(file);
		let bytes = this.contents.reduce((sum, { file: { size } }) => sum + size, 0);
		while (bytes > KEPT_FILE_BYTES && this.contents.length > 1) {
			const oldest = this.contents.shift();
			if (oldest === undefined) break;
			bytes -= oldest.file.size;
			oldest.content = undefined;
		}
	}

	/** Adds an event with the next number. */
	addEvent(given: Omit<EventRecord, 'number' | 'deliveries'>): EventRecord {
		this.sentEvents += 1;
		const event = { ...given, number: this.sentEvents, deliveries: [] };
		this.events.push(event);
		if (this.events.length > KEPT_RECORDS) this.events.shift();
		return event;
	}

	addVerification(record: VerificationRecord): void {
		this.verifications.push(record);
		if (this.verifications.length > KEPT_RECORDS) this.verifications.shift();
	}
}
