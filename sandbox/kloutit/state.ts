import { SeededRandom } from '../shared/random';
import type { CaseStatus } from './catalogue';
import type { JsonObject } from './rules/values';
import { seedCases } from './seed';

/** A file of a case (contract 4.2); `file` is what goes over the wire. */
export interface FileRecord {
	file: { name: string; uploadedAt: string; size: number; mimetype: string; category: string };
	kind: 'evidence' | 'productPhoto';
	/** The content type the part declared. */
	declaredType: string;
	/** Hex digest of the content. */
	sha256: string;
	/** `undefined` once newer files have taken its place in memory. */
	content?: Buffer;
}

/** A defence that can be downloaded, as the case was when it was ready. */
export interface DefenseRecord {
	/** ISO 8601 UTC. */
	at: string;
	fields: JsonObject & { expedientNumber: string };
	files: Array<FileRecord['file'] & { sha256: string }>;
}

export interface CaseRecord {
	id: string;
	/** Everything create and update accepted, by wire name. */
	fields: JsonObject & { expedientNumber: string };
	status: CaseStatus;
	/** The payment processor runs this case: its status cannot be changed through the API (contract 2.5). */
	connected: boolean;
	/** ISO 8601 UTC. */
	createdAt: string;
	updatedAt: string;
	/** When it was last submitted; ISO 8601 UTC. */
	submittedAt?: string;
	/** What the defence was made from; `undefined` while there is none to download. */
	defense?: DefenseRecord;
	files: FileRecord[];
}

/** A webhook subscription (contract 2.6). */
export interface SubscriptionRecord {
	id: string;
	targetUrl: string;
	/** `undefined`: all events. */
	event?: string;
	/** ISO 8601 UTC. */
	createdAt: string;
	/** The API key it was made with, which alone sees it. */
	apiKey: string;
}

export interface AttemptRecord {
	number: number;
	/** ISO 8601 UTC. */
	at: string;
	/** HTTP status; `null` when there was no reply. */
	status: number | null;
	body: string;
	milliseconds: number;
	error?: string;
}

/** One event on its way to one address. */
export interface DeliveryRecord {
	url: string;
	/** The subscription it was sent for; `null` for the address of the dashboard or of the control call. */
	subscriptionId: string | null;
	attempts: AttemptRecord[];
	/** `delivered`: replied to with 2xx; `failed`: no attempt is left; `retrying`: another one follows. */
	state: 'sending' | 'retrying' | 'delivered' | 'failed';
}

export interface EventRecord {
	number: number;
	eventType: string;
	expedientNumber: string;
	/** ISO 8601 UTC. */
	createdAt: string;
	/** The exact bytes of the body. */
	body: Buffer;
	/** Verify-event knows nothing of it. */
	forged: boolean;
	deliveries: DeliveryRecord[];
}

/** One call of verify-event. */
export interface VerificationRecord {
	/** ISO 8601 UTC. */
	at: string;
	verified: boolean;
	/** The event it equals by content; `null` when there is none. */
	event: number | null;
	/** Whether every byte was the same as well. */
	sameBytes: boolean;
}

const SEED = 20_260_915;
const KEPT_RECORDS = 1000;
const KEPT_FILE_BYTES = 256 * 1024 * 1024;

/** All data of the service. The same seed time gives the same data, ids included. */
export class KloutitState {
	cases = new Map<string, CaseRecord>();

	subscriptions = new Map<string, SubscriptionRecord>();

	events: EventRecord[] = [];

	verifications: VerificationRecord[] = [];

	/** Codes of the sales channels the organisation has configured (contract 4.1). */
	salesChannels = new Set<string>();

	/** Names of the subsidiaries, by identifier. */
	filials = new Map<string, string>();

	/** For everything invented after the seed. */
	random = new SeededRandom(SEED);

	/** Counts the resets, so that work begun before one can see that its data are gone. */
	generation = 0;

	private sentEvents = 0;

	private contents: FileRecord[] = [];

	constructor(private readonly seedTime: Date) {
		this.reset();
	}

	/** Back to the seed. */
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
		seedCases(this, this.seedTime.getTime());
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
