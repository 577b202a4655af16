import { isObject, type JsonObject } from '../../shared/jsonBody';
import { allowedOutcomes } from '../catalogue';
import type { DeliveryReply } from '../records';
import { Constraints } from '../serviceError';
import { outcomeComplaint } from './outcomes';
import { checkReplyFormat } from './replyFormat';

/** An inquiry must be answered in less than this many milliseconds (Contract: 4). */
const INQUIRY_LIMIT = 2000;

export interface Judgment {
	verdict: 'right' | 'allowed' | 'wrong';
	/** A sentence; empty for `right`. */
	reason: string;
}

const wrong = (reason: string): Judgment => ({ verdict: 'wrong', reason });

/** Judges the synchronous reply to an alert of a type (Contract: 3.4 and 4). */
export function judgeReply(alertType: string, reply: DeliveryReply): Judgment {
	if (reply.status === null) return wrong(`There was no reply: ${reply.error}.`);
	if (reply.status < 200 || reply.status > 299)
		return wrong(`The HTTP status was ${reply.status}; it must be 2xx, such as 200.`);
	const { body } = reply;
	if (body === '')
		return wrong('The reply had no body. It must contain an outcome, such as {"outcome": "acknowledged"}.');
	if (typeof body === 'string')
		return wrong('The reply was text, not a JSON object such as {"outcome": "acknowledged"}.');
	if (!isObject(body)) return wrong('The reply was JSON, but not an object such as {"outcome": "acknowledged"}.');
	if (body.outcome === undefined) return wrong('The reply had no outcome, such as {"outcome": "acknowledged"}.');
	const complaint = outcomeComplaint(body.outcome);
	if (complaint !== undefined) return wrong(`The outcome was ${JSON.stringify(body.outcome)}; it ${complaint}.`);
	const allowed = allowedOutcomes(alertType);
	if (!allowed.includes(String(body.outcome))) {
		return wrong(
			`The outcome ${String(body.outcome)} is not allowed for ${alertType}; allowed: ${allowed.join(', ')}.`,
		);
	}
	if (alertType === 'inquiry' && reply.milliseconds > INQUIRY_LIMIT) {
		return wrong(
			`The reply took ${reply.milliseconds} ms; an inquiry must be answered in less than ${INQUIRY_LIMIT} ms.`,
		);
	}
	const constraints = new Constraints();
	checkReplyFormat(body, constraints);
	if (constraints.any) {
		const complaints = Object.entries(constraints.found).map(([field, rule]) => `${field} ${rule}`);
		return wrong(`The reply has format errors: ${complaints.join('; ')}.`);
	}
	return alertType === 'inquiry' ? judgeInquiry(body) : { verdict: 'right', reason: '' };
}

function judgeInquiry({ customer, products }: JsonObject): Judgment {
	const lacking: string[] = [];
	if (!isObject(customer) || Object.keys(customer).length === 0) lacking.push('customer');
	if (!Array.isArray(products) || products.length === 0) lacking.push('products');
	if (lacking.length === 0) return { verdict: 'right', reason: '' };
	return {
		verdict: 'allowed',
		reason: `The reply was accepted, but an inquiry needs data in ${lacking.join(' and ')}.`,
	};
}
