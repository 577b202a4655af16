/** What is wrong with one element of a list, for the `details` of an error. */
export interface Violation {
	/** Position in the list, from 0. */
	index?: number;
	/** Path of the field (`paymentInformation.cardBin`). */
	field: string;
	/** The rule that is broken; never the value. */
	description: string;
}

/** Codes of the error bodies by HTTP status; the back end appears to speak gRPC (Contract: 2.6). */
const CODES: Record<number, number> = {
	400: 3,
	401: 16,
	403: 7,
	404: 5,
	408: 4,
	409: 9,
	413: 3,
	429: 8,
	503: 14,
	504: 4,
};
const INTERNAL = 13;
const INVALID_ARGUMENT = 3;

/** An error body such as `{"code": 3, "message": "...", "details": []}` (Contract: 2.6). */
export function errorBody(status: number, message: string, details: readonly Violation[] = []): unknown {
	return { code: CODES[status] ?? (status >= 500 ? INTERNAL : INVALID_ARGUMENT), message, details };
}

/** An error in the API's shape. */
export class ServiceError extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly details: readonly Violation[] = [],
	) {
		super(message);
	}

	body(): unknown {
		return errorBody(this.status, this.message, this.details);
	}
}

/** A stale token that surfaces as a fault of the server, in plain text (Contract: 1.5). */
export class StaleTokenError extends ServiceError {
	constructor() {
		super(500, '401.04 invalid token');
	}

	override body(): unknown {
		return this.message;
	}
}

/** Refuses with the first violation as the message and all of them as details. */
export function refuseViolations(list: string, violations: readonly Violation[]): never {
	const [{ index, field, description }] = violations;
	const path = index === undefined ? field : [`${list}[${index}]`, field].filter(Boolean).join('.');
	throw new ServiceError(400, `${path} ${description}`, violations);
}
