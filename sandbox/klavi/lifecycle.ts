import { randomBytes } from 'node:crypto';

import type { Pauses } from '../shared/pauses';
import { AWAITING, FAILURE_AFTER, type Failure, failureFor, STATUS_SEQUENCES, TERMINAL_STATUSES } from './catalogue';
import { dayInBrasilia, startOfDayInBrasilia } from './clock';
import type { PaymentRecord } from './records';
import type { KlaviSettings } from './settings';
import type { KlaviState } from './state';

type Due = NonNullable<PaymentRecord['due']>;

const CODE_OF_TIMEOUT = 'TEMPO_EXPIRADO_AUTORIZACAO';

/** Moves payments along their lifecycle, by the service's clock (Contract: 1.5, 2.12). */
export class PaymentLifecycle {
	/** Called for every status a payment enters. */
	onChange: (record: PaymentRecord) => void = () => undefined;

	constructor(
		private readonly state: KlaviState,
		private readonly settings: KlaviSettings,
		private readonly pauses: Pauses,
	) {}

	/** Puts a payment into a status and schedules what follows; `at` in milliseconds since 1970. */
	enter(record: PaymentRecord, status: string, at: number = this.state.clock.now(), failure?: Failure): void {
		record.status = status;
		record.history.push({ status, at });
		record.failure = failure ?? (TERMINAL_STATUSES.includes(status) ? failureFor(status) : undefined);
		if (status === AWAITING) this.openConsent(record, at);
		if (status === 'CONSENT_AUTHORIZED') {
			record.endToEndId ??= this.endToEndId(record, at);
			record.bankPaymentId ??= this.state.random.uuid();
		}
		record.due = this.follows(record, status, at);
		this.onChange(record);
		this.schedule(record);
	}

	/** Carries out everything that is due by now, with the moment it was due as its time. */
	settle(record: PaymentRecord): void {
		for (let { due } = record; due !== undefined && due.at <= this.state.clock.now(); due = record.due) {
			this.enter(record, due.status, due.at, due.failure);
		}
	}

	settleAll(): void {
		for (const record of this.state.payments.values()) this.settle(record);
	}

	/** The payer has decided: true when the payment was still waiting for it. */
	decide(record: PaymentRecord, authorized: boolean): boolean {
		this.settle(record);
		if (record.status !== AWAITING) return false;
		this.enter(record, authorized ? 'CONSENT_AUTHORIZED' : 'CONSENT_REJECTED');
		return true;
	}

	/** Time is up: a pending consent is rejected, and any earlier status expires. */
	expire(record: PaymentRecord): void {
		if (record.status === AWAITING) {
			const failure = failureFor('CONSENT_REJECTED', CODE_OF_TIMEOUT);
			this.enter(record, 'CONSENT_REJECTED', undefined, failure);
		} else {
			this.enter(record, 'EXPIRED');
		}
	}

	/** The next status of a payment that succeeds; `undefined` at the end and off the lifecycle. */
	nextStatus(record: PaymentRecord, status = record.status): string | undefined {
		if (status === 'PREPARING') return STATUS_SEQUENCES[record.revision][0];
		const steps = STATUS_SEQUENCES[record.revision].filter((step) => this.takes(record, step));
		const position = steps.indexOf(status);
		return position === -1 ? undefined : steps[position + 1];
	}

	private takes({ revision, given }: PaymentRecord, step: string): boolean {
		if (step === 'PAYMENT_PARTIALLY_ACCEPTED') return this.settings.partialAcceptance;
		if (step !== 'PAYMENT_SCHEDULED') return true;
		const today = dayInBrasilia(this.state.clock.now());
		return revision === 'instant' && typeof given.date === 'string' && given.date > today;
	}

	private follows(record: PaymentRecord, status: string, at: number): Due | undefined {
		const { checkout, plannedEnd } = record;
		if (TERMINAL_STATUSES.includes(status)) return undefined;
		if (checkout !== undefined && !checkout.completed) return { at: checkout.completeUntil, status: 'EXPIRED' };
		const time = this.timeIn(status);
		if (plannedEnd !== undefined && FAILURE_AFTER[plannedEnd.status] === status) {
			const failure = failureFor(plannedEnd.status, plannedEnd.code);
			return time === null ? undefined : { at: at + time, status: plannedEnd.status, failure };
		}
		if (status === AWAITING) return this.afterConsent(at, time);
		const next = this.nextStatus(record, status);
		if (next === undefined || time === null) return undefined;
		if (status !== 'PAYMENT_SCHEDULED') return { at: at + time, status: next };
		return { at: startOfDayInBrasilia(String(record.given.date)), status: next };
	}

	private afterConsent(at: number, time: number | null): Due | undefined {
		const { payer, authorizationTime } = this.settings;
		if (payer === 'page') {
			const failure = failureFor('CONSENT_REJECTED', CODE_OF_TIMEOUT);
			return { at: at + authorizationTime, status: 'CONSENT_REJECTED', failure };
		}
		const status = payer === 'authorizes' ? 'CONSENT_AUTHORIZED' : 'CONSENT_REJECTED';
		return time === null ? undefined : { at: at + time, status };
	}

	private timeIn(status: string): number | null {
		const { stepTimes, stepTime } = this.settings;
		return stepTimes[status] === undefined ? stepTime : stepTimes[status];
	}

	private openConsent(record: PaymentRecord, at: number): void {
		const key = randomBytes(24).toString('base64url');
		this.state.addConsent(record, {
			id: `urn:sandbox:${this.state.random.uuid()}`,
			key,
			formKey: randomBytes(24).toString('base64url'),
			openUntil: at + this.settings.consentUrlTime,
		});
	}

	/** E, the ISPB, the minute in UTC, and 11 letters and digits (Contract: 5.5). */
	private endToEndId({ given, revision }: PaymentRecord, at: number): string {
		const participantId = String(revision === 'participants' ? given.participantId : given.institutionId);
		const ispb = this.state.participants.get(participantId)?.ispb ?? '00000000';
		const minute = new Date(at).toISOString().replace(/\D/g, '').slice(0, 12);
		return `E${ispb}${minute}${this.state.random.uuid().replaceAll('-', '').slice(0, 11)}`;
	}

	/** Wakes up when the next step is due, so that a webhook waits for nobody to look. */
	private schedule(record: PaymentRecord): void {
		const { due } = record;
		if (due === undefined) return;
		const { generation } = this.state;
		void this.pauses.wait(due.at - this.state.clock.now()).then(() => {
			if (generation === this.state.generation && record.due === due) this.settle(record);
		});
	}
}
