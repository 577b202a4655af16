import type { FastifyInstance } from 'fastify';

import type { ReceivedRequest, SandboxService, SignatureCheck } from '../shared/service';
import type { WebhookSender } from '../shared/webhookSender';
import type { ServiceContext } from './context';
import { kountControl } from './control';
import { EventDelivery } from './delivery';
import { alertRoutes } from './routes/alerts';
import { orderRoutes } from './routes/orders';
import { checkKey, isTokenPath, tokenRoutes } from './routes/tokens';
import { uploadRoutes } from './routes/uploads';
import { seed } from './seed';
import { errorBody, ServiceError, StaleTokenError } from './serviceError';
import type { KountSettings } from './settings';
import { SigningKeys } from './signature';
import { KountState } from './state';
import { Tokens } from './tokens';

/** The fraud and dispute service Kount: tokens, transaction uploads, alert actions, orders, two kinds of webhooks. */
export class Kount implements SandboxService {
	readonly name = 'kount';

	/** No limit is documented (Contract: 2.5); room for batches far above the sensible ones. */
	readonly bodyLimit = 10 * 1024 * 1024;

	readonly state: KountState;

	private readonly context: ServiceContext;

	constructor(
		private readonly settings: KountSettings,
		webhooks: WebhookSender,
		seedTime: Date,
	) {
		const state = new KountState((empty) => seed(empty, seedTime));
		const keys = new SigningKeys(settings);
		const delivery = new EventDelivery(state, settings, keys, webhooks);
		this.state = state;
		this.context = { state, settings, tokens: new Tokens(settings), delivery, keys };
	}

	/** The API key at the token endpoints, the bearer token elsewhere. */
	checkSignature(request: ReceivedRequest): SignatureCheck {
		if (isTokenPath(request.path)) return checkKey(request, this.settings);
		const check = this.context.tokens.check(request.headers.authorization);
		return check === 'valid' || check === 'missing' ? check : 'wrong';
	}

	errorBody(status: number, _code: string, message: string): unknown {
		return errorBody(status, message);
	}

	errorAnswer(error: unknown): { status: number; body: unknown } | undefined {
		return error instanceof ServiceError ? { status: error.status, body: error.body() } : undefined;
	}

	routes(app: FastifyInstance): void {
		tokenRoutes(app, this.context);
		app.register(async (guarded) => {
			guarded.addHook('preHandler', async (request) => this.demandToken(request.received));
			uploadRoutes(guarded, this.context);
			alertRoutes(guarded, this.context);
			orderRoutes(guarded, this.context);
		});
	}

	control(app: FastifyInstance): void {
		kountControl(app, this.context);
	}

	counts(): Record<string, number> {
		const { alerts, orders, uploads, events } = this.state;
		return {
			alerts: alerts.size,
			orders: orders.size,
			uploads: uploads.requests,
			transactions: uploads.transactions,
			events: events.length,
			tokenCalls: this.context.tokens.calls.total,
		};
	}

	reset(): void {
		this.state.reset();
		this.context.tokens.reset();
	}

	/** @throws ServiceError 401, or 500 for a stale token when the settings say so (Contract: 1.5) */
	private demandToken({ headers }: ReceivedRequest): void {
		const check = this.context.tokens.check(headers.authorization);
		if (check === 'missing') throw new ServiceError(401, 'A bearer token is required');
		if (check === 'unknown') throw new ServiceError(401, 'The bearer token is not valid');
		if (check === 'valid') return;
		if (this.settings.staleToken === 'serverError') throw new StaleTokenError();
		throw new ServiceError(401, 'The bearer token has expired');
	}
}
