import { STATUS_CODES } from 'node:http';

/** What a refusal says: one sentence or several (Contract: 2.13: a client must read both). */
export type Said = string | string[];

/** A refusal in the error shape of the service (Contract: 2.13): `{"statusCode", "error", "message"}`. */
export class ServiceError extends Error {
	constructor(
		readonly status: number,
		readonly said: Said,
	) {
		super(Array.isArray(said) ? said.join('; ') : said);
	}

	/** The body; `style` says how `message` is written. */
	body(style: MessageStyle): unknown {
		return errorBody(this.status, this.said, style);
	}
}

/** `text`: always one string; `list`: always a list of strings. */
export type MessageStyle = 'text' | 'list';

/** The documented business codes (Contract: 2.13). */
export const BUSINESS_ERRORS: Record<number, string> = {
	4101: 'The QR code is not a Pix QR code',
	4102: 'The QR code is a Pix Cobrança',
	4103: 'The QR code is a Pix Troco',
	4104: 'The QR code is a Pix Saque',
};

/** A business error: HTTP 416, whose `statusCode` holds the business code instead of the HTTP status. */
export class BusinessError extends ServiceError {
	constructor(
		readonly code: number,
		said?: Said,
	) {
		super(416, said ?? BUSINESS_ERRORS[code] ?? 'Business processing error');
	}

	override body(style: MessageStyle): unknown {
		return { statusCode: this.code, error: 'Business processing error', message: written(this.said, style) };
	}
}

/** An error body such as `{"statusCode": 401, "error": "Unauthorized", "message": "..."}`. */
export function errorBody(status: number, said: Said, style: MessageStyle): unknown {
	return { statusCode: status, error: STATUS_CODES[status] ?? 'Error', message: written(said, style) };
}

const written = (said: Said, style: MessageStyle): Said => {
	const sentences = Array.isArray(said) ? said : [said];
	return style === 'list' ? sentences : sentences.join('; ');
};
