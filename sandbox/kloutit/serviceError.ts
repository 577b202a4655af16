import { STATUS_CODES } from 'node:http';

/** A field that check-case misses (Contract: 2.3). */
export interface MissingField {
	field: string;
	/** The data type of the field: `string`, `date`, `boolean`, `object` or `array`. */
	type: string;
	required: boolean;
}

/** An error in the service's shape (Contract: 2); `message` is one sentence or a list of them. */
export class ServiceError extends Error {
	constructor(
		readonly status: number,
		readonly text: string | string[],
	) {
		super(Array.isArray(text) ? text.join('; ') : text);
	}

	/** `{"statusCode", "message", "error"}` */
	body(): unknown {
		return errorBody(this.status, this.text);
	}
}

/** What check-case and submit return when a required field is missing: 406 with the fields (Contract: 2.3, 2.4). */
export class Incomplete extends ServiceError {
	constructor(readonly missingFields: MissingField[]) {
		super(406, 'Required fields are missing');
	}

	/** `{"missingFields": [...]}` */
	override body(): unknown {
		return { missingFields: this.missingFields };
	}
}

/** An error body such as `{"statusCode": 400, "message": "...", "error": "Bad Request"}`. */
export function errorBody(status: number, message: string | string[]): unknown {
	return { statusCode: status, message, error: STATUS_CODES[status] ?? 'Error' };
}

export const caseNotFound = (expedientNumber: string): ServiceError =>
	new ServiceError(404, `Case with expedientNumber ${expedientNumber} not found`);
