import type { FastifyInstance } from 'fastify';

import type { Pauses } from '../shared/pauses';
import type { ReceivedRequest, SandboxService, SignatureCheck } from '../shared/service';
import type { WebhookSender } from '../shared/webhookSender';
import type { ServiceContext } from './context';
import { kloutitControl } from './control';
import { DefenseWork } from './defense/generation';
import { EventDelivery } from './delivery';
import { caseRoutes, statusRoutes } from './routes/cases';
import { connectionRoutes } from './routes/connection';
import { defenseRoutes } from './routes/defenses';
import { fileRoutes } from './routes/files';
import { subscriptionRoutes } from './routes/subscriptions';
import { verificationRoutes } from './routes/verification';
import { seed } from './seed';
import { errorBody, ServiceError } from './serviceError';
import type { KloutitSettings } from './settings';
import { KloutitState } from './state';

/** The dispute service Kloutit: cases, files, defenses, and the events about them. */
export class Kloutit implements SandboxService {
	readonly name = 'kloutit';

	/** Room for a file above the service's own limit, so that its error can be seen. */
	readonly bodyLimit = 32 * 1024 * 1024;

	readonly state: KloutitState;

	private readonly context: ServiceContext;

	constructor(
		private readonly settings: KloutitSettings,
		webhooks: WebhookSender,
		pauses: Pauses,
		seedTime: Date,
	) {
		const state = new KloutitState((empty) => seed(empty, seedTime));
		const delivery = new EventDelivery(state, settings, webhooks);
		const defenses = new DefenseWork(state, settings, delivery, pauses);
		this.state = state;
		this.context = { state, settings, delivery, defenses };
	}

	/** The API key serves as the signature. */
	checkSignature({ headers }: ReceivedRequest): SignatureCheck {
		const key = headers['x-api-key'];
		if (key === undefined || key === '') return 'missing';
		return key === this.settings.apiKey ? 'valid' : 'wrong';
	}

	errorBody(status: number, _code: string, message: string): unknown {
		return errorBody(status, message);
	}

	errorAnswer(error: unknown): { status: number; body: unknown } | undefined {
		return error instanceof ServiceError ? { status: error.status, body: error.body() } : undefined;
	}

	routes(app: FastifyInstance): void {
		app.get('/health', async (_request, reply) => reply.type('text/plain; charset=utf-8').send('OK'));
		app.register(async (guarded) => {
			this.demandKey(guarded);
			caseRoutes(guarded, this.context);
			fileRoutes(guarded, this.context);
			defenseRoutes(guarded, this.context);
			verificationRoutes(guarded, this.context);
		});
		app.register(async (since22) => {
			since22.addHook('preHandler', async (request) => {
				if (this.settings.apiVersion !== '2.0') return;
				const { method, path } = request.received;
				throw new ServiceError(404, `Cannot ${method} ${path}`);
			});
			this.demandKey(since22);
			connectionRoutes(since22, this.context);
			subscriptionRoutes(since22, this.context);
			statusRoutes(since22, this.context);
		});
	}

	control(app: FastifyInstance): void {
		kloutitControl(app, this.context);
	}

	counts(): Record<string, number> {
		const { cases, subscriptions, events, verifications } = this.state;
		let files = 0;
		for (const record of cases.values()) files += record.files.length;
		return {
			cases: cases.size,
			files,
			subscriptions: subscriptions.size,
			events: events.length,
			verifications: verifications.length,
		};
	}

	reset(): void {
		this.state.reset();
	}

	private demandKey(app: FastifyInstance): void {
		app.addHook('preHandler', async (request) => {
			const { signature } = request.received;
			if (signature === 'missing') throw new ServiceError(401, 'The header x-api-key is required');
			if (signature === 'wrong') throw new ServiceError(401, 'The API key is not valid');
		});
	}
}
