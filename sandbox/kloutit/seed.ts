import { createHash } from 'node:crypto';

import type { JsonObject } from '../shared/jsonBody';
import { keepDefense } from './cases';
import { type CaseStatus, SECTORS } from './catalogue';
import type { CaseRecord, FileRecord } from './records';
import { inventFields } from './seedFields';
import type { KloutitState } from './state';

const DAY = 86_400_000;

/** What the payment processor knows about a dispute; the merchant adds the rest (Contract: 6). */
const KNOWN_TO_PROCESSOR = [
	'notificationDate',
	'deadline',
	'disputeAmount',
	'chargebackReason',
	'transactionId',
	'paymentProcessor',
	'orderNumber',
	'sector',
	'transactionDate',
	'bankName',
	'cardBrand',
	'last4Digits',
	'is3DSPurchase',
	'purchaseDate',
	'purchaseAmount',
	'isChargeRefundable',
	'customerName',
	'customerEmail',
	'customerPhone',
];

/** Each sector begins one step further, so that every status occurs in several sectors. */
const STATUSES: CaseStatus[] = [
	'PENDING',
	'GENERATED',
	'ALLEGED',
	'WON',
	'PENDING',
	'LOST',
	'REOPENED',
	'GENERATED',
	'ACCEPTED',
	'PENDING',
	'ALLEGING',
	'EXPIRED',
	'PREARBITRATION',
	'ARBITRATION',
];
const CASES_PER_SECTOR = 4;

/** The cases that the templates' sample data and the fields of this package name: one that lacks data, one that is complete. */
const SAMPLES = [
	{ expedientNumber: 'EXP-2026-0042', isComplete: false },
	{ expedientNumber: 'EXP-2026-0117', isComplete: true },
];
const WITHOUT_DEFENSE: CaseStatus[] = ['PENDING', 'ACCEPTED', 'EXPIRED'];

/** 84 cases, four a sector, with numbers from EXP-100001 on, and two open ones that samples name. */
export function seed(state: KloutitState, seedTime: Date): void {
	const now = seedTime.getTime();
	for (const [sectorIndex, sector] of SECTORS.entries()) {
		for (let index = 0; index < CASES_PER_SECTOR; index += 1) {
			const ordinal = sectorIndex * CASES_PER_SECTOR + index;
			const status = STATUSES[(sectorIndex * 3 + index * 5) % STATUSES.length];
			seedCase(state, { sector, status, now, ordinal });
		}
	}
	for (const { expedientNumber, isComplete } of SAMPLES) {
		const all = inventFields(state.random, 'FASHION', now - 26 * DAY);
		const fields = { expedientNumber, ...(isComplete ? all : knownToProcessor(all)) };
		state.addCase(fields, { connected: !isComplete, createdAt: new Date(now - DAY).toISOString() });
	}
}

function seedCase(
	state: KloutitState,
	{ sector, status, now, ordinal }: { sector: string; status: CaseStatus; now: number; ordinal: number },
): void {
	const { random } = state;
	const isOld = status === 'WON' || status === 'LOST' || status === 'EXPIRED' || status === 'ACCEPTED';
	const bought = now - (isOld ? 60 + random.integer(0, 90) : 26 + random.integer(0, 6)) * DAY;
	const all = inventFields(random, sector, bought);
	const isComplete = status !== 'PENDING' || ordinal % 3 === 0;
	const fields = { expedientNumber: `EXP-${100_001 + ordinal}`, ...(isComplete ? all : knownToProcessor(all)) };
	const createdAt = new Date(bought + 25 * DAY).toISOString();
	const record = state.addCase(fields, { connected: ordinal % 4 === 1, createdAt });
	record.status = status;
	if (WITHOUT_DEFENSE.includes(status)) return;
	const at = new Date(bought + 25.5 * DAY).toISOString();
	record.submittedAt = at;
	record.updatedAt = at;
	state.addFile(record, receipt(fields, at));
	keepDefense(record, at);
}

/** Opens a case as a dispute reported by a connected payment processor does (Contract: 6). */
export function openCase(
	state: KloutitState,
	given: { expedientNumber?: string; sector: string; fields: JsonObject },
): CaseRecord {
	const { random } = state;
	let expedientNumber = given.expedientNumber;
	while (expedientNumber === undefined || (given.expedientNumber === undefined && state.cases.has(expedientNumber))) {
		expedientNumber = `EXP-${random.digits(8)}`;
	}
	const invented = knownToProcessor(inventFields(random, given.sector, Date.now() - 25 * DAY));
	const merged = Object.entries({ ...invented, ...given.fields }).filter(([, value]) => value !== null);
	const fields = { expedientNumber, ...Object.fromEntries(merged) };
	return state.addCase(fields, { connected: true, createdAt: new Date().toISOString() });
}

const knownToProcessor = (all: JsonObject): JsonObject =>
	Object.fromEntries(KNOWN_TO_PROCESSOR.map((name) => [name, all[name]]));

/** A PDF of one empty page, named after the order. */
function receipt(fields: JsonObject, uploadedAt: string): FileRecord {
	const content = Buffer.from(
		[
			'%PDF-1.4',
			'1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
			'2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
			'3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj',
			'trailer<</Root 1 0 R>>',
			'%%EOF',
			'',
		].join('\n'),
	);
	const name = `receipt-${fields.orderNumber}.pdf`;
	return {
		file: { name, uploadedAt, size: content.length, mimetype: 'application/pdf', category: 'RECEIPT' },
		kind: 'evidence',
		declaredType: 'application/pdf',
		sha256: createHash('sha256').update(content).digest('hex'),
		content,
	};
}
