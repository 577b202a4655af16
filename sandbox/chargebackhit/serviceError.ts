/** An error in the service's wrapper (Contract: 2.1). */
export class ServiceError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly constraints?: Record<string, string>,
	) {
		super(message);
	}

	/** `{"error": {"code", "message", "constraints"?}}` */
	body(): unknown {
		return errorBody(this.code, this.message, this.constraints);
	}
}

export function errorBody(code: string, message: string, constraints?: Record<string, string>): unknown {
	return { error: { code, message, ...(constraints === undefined ? {} : { constraints }) } };
}

export const notFound = (kind: string, id: string): ServiceError =>
	new ServiceError(404, 'not_found', `${kind} ${id} was not found`);

/** Collects what is wrong with a request, by field, so that all of it is reported at once. */
export class Constraints {
	readonly found: Record<string, string> = {};

	/** Keeps the first complaint about a field. */
	add(field: string, rule: string): void {
		this.found[field] ??= rule;
	}

	get any(): boolean {
		return Object.keys(this.found).length > 0;
	}

	/** @throws ServiceError 400 `validation_error` when anything was found */
	throwIfAny(): void {
		if (this.any) throw new ServiceError(400, 'validation_error', 'The request is not valid', this.found);
	}
}
