import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

/** A shop's customer, as its payment service and its shop know them. */
export interface ShopState {
	/** Empty for a payment without a customer. */
	customer: string;
	orderId: string;
	/** The status of each subscription. Those that are canceled are not listed, as in Stripe. */
	subscriptions: Record<string, string>;
	/** The status of the order. */
	orderStatus: string;
	/** The calls that fail, such as `DELETE /v1/subscriptions/sub_1`; `everything` breaks every connection. */
	failing: string[];
}

/** The calls of Stripe and WooCommerce that *After an alert* makes. `calls` are those that change something, with their bodies. */
export async function startShop(state: ShopState) {
	const calls: string[] = [];
	const server = createServer((request, response) => {
		void textOf(request).then((body) => {
			const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
			const call = `${request.method} ${pathname}`;
			const answer = (status: number, json: unknown) =>
				response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
			if (state.failing.includes('everything')) return void request.socket.destroy();
			if (request.method !== 'GET') calls.push(`${call} ${decodeURIComponent(body)}`.trim());
			if (state.failing.includes(call))
				return answer(400, { error: { message: `${call} was refused` }, message: 'no' });
			if (call === 'GET /v1/payment_intents/search') {
				const isThis = searchParams.get('query')?.endsWith(`'${state.orderId}'`) === true;
				return answer(200, { data: isThis ? [{ id: 'pi_1', customer: state.customer || null }] : [] });
			}
			if (call === 'GET /v1/subscriptions') {
				const listed = Object.entries(state.subscriptions).filter(([, status]) => status !== 'canceled');
				const isThis = searchParams.get('customer') === state.customer;
				return answer(200, { data: isThis ? listed.map(([id, status]) => ({ id, status })) : [] });
			}
			if (call === `GET /wp-json/wc/v3/orders/${state.orderId}`)
				return answer(200, { id: Number(state.orderId), status: state.orderStatus });
			if (call.startsWith('GET /wp-json/')) return answer(404, { message: 'Invalid ID.' });
			return answer(200, { id: pathname.split('/').at(-1), status: 'done' });
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const close = async () => {
		server.closeAllConnections();
		await new Promise<void>((resolve) => server.close(() => resolve()));
	};
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, close };
}
