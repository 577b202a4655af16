import { STATUS_CODES } from 'node:http';

/** The message of an error: one sentence or several. A client must read both (Contract: 2.13). */
export type ErrorText = string | string[];

/** An error in the service's shape (Contract: 2.13); `{"statusCode", "error", "message"}`. */
export class ServiceError extends Error {
	constructor(
		readonly status: number,
		readonly text: ErrorText,
	) {
		super(Array.isArray(text) ? text.join('; ') : text);
	}

	/** The body; `style` says how `message` is written. */
	body(style: MessageStyle): unknown {
		return errorBody(this.status, this.text, style);
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
		text?: ErrorText,
	) {
		super(416, text ?? BUSINESS_ERRORS[code] ?? 'Business processing error');
	}

	override body(style: MessageStyle): unknown {
		return { statusCode: this.code, error: 'Business processing error', message: written(this.text, style) };
	}
}

/** An error body such as `{"statusCode": 401, "error": "Unauthorized", "message": "..."}`. */
export function errorBody(status: number, text: ErrorText, style: MessageStyle): unknown {
	return { statusCode: status, error: STATUS_CODES[status] ?? 'Error', message: written(text, style) };
}

const written = (text: ErrorText, style: MessageStyle): ErrorText => {
	const sentences = Array.isArray(text) ? text : [text];
	return style === 'list' ? sentences : sentences.join('; ');
};
