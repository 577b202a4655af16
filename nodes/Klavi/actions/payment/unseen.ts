import { Cancelled } from '../../../common/clock';
import { ServiceError } from '../../../common/errors/errors';
import { problems } from '../../problems';

/**
 * The errors of a payment without a usable response. `details.created` is true if it exists for certain, false if it does not, and
 * null if it is only likely or unknown; the code says which.
 */

/** What is known of the payment. */
export interface Known {
	externalId: string;
	/** The ID that the token names, unless a look showed that it names no payment. */
	id: string | null;
}

/** True for an error that already says what became of the payment. */
export function isTold(error: unknown): boolean {
	return error instanceof ServiceError && error.failure.details?.externalId !== undefined;
}

/** Certain: Klavi answered with a 2xx. @param isAbsent true if a look has not found it */
export function created(cause: ServiceError | undefined, { externalId, id }: Known, isAbsent: boolean): ServiceError {
	return new ServiceError({
		problem: problems.createdWithoutResponse(externalId, id, isAbsent),
		status: cause?.failure.status,
		completed: true,
		details: { externalId, created: true, id },
	});
}

/** Likely: the ID is in use, or the new token was refused, after a try whose result is unknown. */
export function probablyCreated({ failure, message }: ServiceError, { externalId, id }: Known): ServiceError {
	return new ServiceError({
		problem: problems.probablyCreated(externalId, id, message),
		status: failure.status,
		code: failure.code,
		unclear: true,
		details: { externalId, created: null, id },
	});
}

/** Likely not: the ID is in use, and a look showed that this item's payment is not there. */
export function externalIdTaken({ failure }: ServiceError, { externalId }: Known): ServiceError {
	return new ServiceError({
		problem: problems.externalIdTaken(externalId),
		status: failure.status,
		code: failure.code,
		unclear: true,
		details: { externalId, created: null, id: null },
	});
}

/** Certain: the first try was refused. */
export function externalIdUsed({ failure }: ServiceError, externalId: string): ServiceError {
	return new ServiceError({
		...failure,
		problem: problems.externalIdUsed(externalId),
		details: { externalId, created: false },
	});
}

/** Unknown. @param last what ended the tries */
export function unclear(first: ServiceError, last: unknown, { externalId, id }: Known): ServiceError {
	const failure = last instanceof ServiceError && last !== first ? last.message : undefined;
	const ending = { failure, isCanceled: last instanceof Cancelled };
	return new ServiceError({
		problem: problems.createUnclear(first.message, externalId, id, ending),
		status: first.failure.status,
		code: first.failure.code,
		unclear: true,
		details: { externalId, created: null, id },
	});
}
