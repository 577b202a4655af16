import { Cancelled } from '../clock';
import { InputError, rethrow, ServiceError } from '../errors/errors';
import type { Problem } from '../errors/problem';
import { problems } from '../errors/problems';
import type { Effect, Send, ServiceRequest, ServiceResponse } from '../operation';
import { CancelledInFlight } from './n8nRequest';

/** Why a run ended after a failure: requests that are still waiting are no longer sent. */
export class Aborted extends Error {
	constructor() {
		super('Not sent: the run was stopped');
	}
}

/** Sends one request. `effect` is the request's own, which may be a read among the steps of a write. */
export type SendWithEffect = (request: ServiceRequest, effect: Effect) => Promise<ServiceResponse>;

/** The requests of one item, or of one batch: what they have done so far decides what a stop leaves behind. */
export class ItemRequests {
	/** True if a write was completed. */
	private hasWritten = false;

	constructor(
		private readonly service: string,
		private readonly effect: Effect,
		private readonly sendOne: SendWithEffect,
	) {}

	/** Sends one request of the item. */
	readonly send: Send = async (request) => {
		const effect = request.effect ?? this.effect;
		const response = await this.sendOne(request, effect).catch((error: unknown) =>
			rethrow(error instanceof CancelledInFlight ? this.stoppedInFlight(effect) : this.ending(error)),
		);
		this.hasWritten ||= effect === 'write';
		return response;
	};

	/**
	 * What the item's error is if its work ends with this one: an item that was completed, or a part of it, must not count as one
	 * that was never sent, or that can be sent again.
	 */
	ending(error: unknown): unknown {
		if (!this.hasWritten) return error;
		if (error instanceof Cancelled) return partly(problems.executionStoppedPartway(this.service));
		if (error instanceof Aborted) return partly(problems.stoppedPartway(this.service));
		if (error instanceof InputError) return partly(error.problem);
		if (!(error instanceof ServiceError)) return unusableResult(this.service, error, true);
		return error.failure.notSent ? new ServiceError({ ...error.failure, notSent: false, partly: true }) : error;
	}

	/** A read among the steps of a write has changed nothing: the item continues from where it was. */
	private stoppedInFlight(effect: Effect): unknown {
		if (effect !== this.effect) return this.ending(new Cancelled());
		const unclear = effect === 'write';
		const problem = problems.stoppedWhileSending(this.service, unclear);
		return new ServiceError({ problem, unclear, partly: this.hasWritten });
	}
}

const partly = (problem: Problem): ServiceError => new ServiceError({ problem, partly: true });

/** The error for whatever is thrown while a response is read, such as one that is nested too deeply. */
export function unusableResult(service: string, error: unknown, isWrite: boolean, status?: number): ServiceError {
	const reason = (error as Error).message;
	return new ServiceError({ problem: problems.resultUnusable(service, reason, isWrite), status, unclear: isWrite });
}
