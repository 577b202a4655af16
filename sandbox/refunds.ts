import { randomUUID } from 'node:crypto';

import type { FastifyInstance } from 'fastify';

/** A refund that was made, once for each key. */
export interface RefundRecord {
	id: string;
	/** From the Idempotency-Key header. */
	key: string;
	/** As it came. */
	amount: string;
	currency: string;
	/** How often it was requested; money moved once. */
	calls: number;
	/** ISO 8601 UTC. */
	createdAt: string;
}

/**
 * A stand-in for the system that refunds a merchant's customers: a shop or a payment service. It is not part of the
 * four services.
 *
 * `POST /refunds` with an `Idempotency-Key` header and `{amount, currency}`: 201 for a new key, 200 with the same
 * refund for a known
 * one, 409 when a known key has another amount. `GET /_sandbox/refunds` lists what was made.
 */
export class Refunds {
	private readonly byKey = new Map<string, RefundRecord>();

	/** In the order in which they were made. */
	list(): RefundRecord[] {
		return [...this.byKey.values()];
	}

	reset(): void {
		this.byKey.clear();
	}

	mount(app: FastifyInstance): void {
		app.post('/refunds', async (request, reply) => {
			const key = String(request.headers['idempotency-key'] ?? '').trim();
			if (key === '') return reply.code(400).send({ error: 'The header Idempotency-Key is required' });
			const { amount, currency } = (request.body ?? {}) as { amount?: unknown; currency?: unknown };
			if (typeof amount !== 'string' || !/^\d+(\.\d+)?$/.test(amount))
				return reply.code(400).send({ error: 'amount must be text such as "49.90"' });
			if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
				return reply.code(400).send({ error: 'currency must be three letters' });
			const known = this.byKey.get(key);
			if (known === undefined) {
				const made = { id: randomUUID(), key, amount, currency, calls: 1, createdAt: new Date().toISOString() };
				this.byKey.set(key, made);
				return reply.code(201).send(made);
			}
			known.calls += 1;
			const isSame = known.amount === amount && known.currency === currency;
			return isSame
				? reply.code(200).send(known)
				: reply.code(409).send({ error: `The key belongs to a refund of ${known.amount} ${known.currency}` });
		});
	}
}
