import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A payment that the stand-in knows. */
export interface Payment {
	id: string;
	orderId: string;
	/** In the smallest unit. */
	amount: number;
	currency: string;
}

/** A refund that was asked for. */
export interface RefundCall {
	key: string;
	payment: string;
	alert: string | null;
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

/** The two calls of Stripe that the templates make: search by metadata, and refund with a key. */
export async function startStripe(payments: Payment[]) {
	const calls: RefundCall[] = [];
	const made = new Map<string, string>();
	const server = createServer((request, response) => {
		void textOf(request).then((body) => {
			const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
			const answer = (status: number, json: unknown) =>
				response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
			if (request.headers.authorization !== 'Bearer sk_test_templates')
				return answer(401, { error: { message: 'Invalid API Key' } });
			if (pathname === '/v1/payment_intents/search') {
				const orderId = /^status:'succeeded' AND metadata\['order_id'\]:'([^']*)'$/.exec(
					searchParams.get('query') ?? '',
				)?.[1];
				const data = payments
					.filter((one) => one.orderId === orderId)
					.map(({ id, amount, currency }) => ({ id, amount, currency, status: 'succeeded' }));
				return answer(200, { object: 'search_result', data, has_more: false });
			}
			const form = new URLSearchParams(body);
			const key = String(request.headers['idempotency-key'] ?? '');
			const payment = form.get('payment_intent') ?? '';
			calls.push({ key, payment, alert: form.get('metadata[alert_id]') });
			if (made.has(payment) && made.get(payment) !== key)
				return answer(400, {
					error: { code: 'charge_already_refunded', message: 'Charge has already been refunded.' },
				});
			made.set(payment, key);
			return answer(200, { id: `re_${payment}`, object: 'refund', status: 'succeeded' });
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const close = async () => {
		server.closeAllConnections();
		await new Promise<void>((resolve) => server.close(() => resolve()));
	};
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, close };
}
