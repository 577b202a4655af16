import { type Json, type JsonRecord, recordOr } from '../common/values/json';

/** An order as flat fields: its ids, the result of its risk inquiry, and its payment's status. Contract: 4.2 */
export function simplifyOrder(body: JsonRecord): JsonRecord {
	const order = recordOr(body.order ?? body);
	const inquiry = recordOr(order.riskInquiry);
	const [first] = Array.isArray(order.transactions) ? order.transactions : [];
	const payment = recordOr(first);
	const orNull = (value: Json | undefined): Json => value ?? null;
	return {
		orderId: orNull(order.orderId),
		merchantOrderId: orNull(order.merchantOrderId),
		channel: orNull(order.channel),
		creationDateTime: orNull(order.creationDateTime),
		decision: orNull(inquiry.decision),
		omniscore: orNull(inquiry.omniscore),
		reasonCode: orNull(inquiry.reasonCode),
		transactionId: orNull(payment.transactionId),
		transactionStatus: orNull(payment.transactionStatus),
	};
}
