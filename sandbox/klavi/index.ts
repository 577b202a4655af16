import type { FastifyInstance } from 'fastify';

import type { Pauses } from '../shared/pauses';
import type { ReceivedRequest, SandboxService, SignatureCheck } from '../shared/service';
import type { WebhookSender } from '../shared/webhookSender';
import type { ServiceContext } from './context';
import { klaviControl } from './control';
import { EventDelivery } from './delivery';
import { PaymentLifecycle } from './lifecycle';
import { bankRoutes } from './routes/bank';
import { checkoutRoutes } from './routes/checkout';
import { checkoutPageRoutes } from './routes/checkoutPage';
import { participantRoutes } from './routes/participants';
import { paymentRoutes } from './routes/payments';
import { seed } from './seed';
import { errorBody, ServiceError } from './serviceError';
import type { KlaviSettings } from './settings';
import { KlaviState } from './state';
import { authRoutes, checkCredentials, demandToken } from './tokens';

const CUSTOMER_API = '/payment/customer/v1';

/** The payment initiator Klavi: Pix payments through Open Finance, in both revisions of its customer API. */
export class Klavi implements SandboxService {
	readonly name = 'klavi';

	readonly state = new KlaviState(seed);

	private readonly context: ServiceContext;

	constructor(
		private readonly settings: KlaviSettings,
		webhooks: WebhookSender,
		pauses: Pauses,
	) {
		const { state } = this;
		const delivery = new EventDelivery(state, settings, webhooks);
		const lifecycle = new PaymentLifecycle(state, settings, pauses);
		// Contract: 3. Only the newer revision has events.
		lifecycle.onChange = (record) => {
			if (record.revision === 'instant') delivery.send(delivery.create(record));
		};
		this.context = { state, settings, lifecycle, delivery };
	}

	checkSignature(request: ReceivedRequest): SignatureCheck {
		return checkCredentials(request, this.state, this.settings);
	}

	errorBody(status: number, _code: string, message: string): unknown {
		return errorBody(status, message, this.settings.messageStyle);
	}

	errorAnswer(error: unknown): { status: number; body: unknown } | undefined {
		return error instanceof ServiceError
			? { status: error.status, body: error.body(this.settings.messageStyle) }
			: undefined;
	}

	routes(app: FastifyInstance): void {
		bankRoutes(app, this.context);
		checkoutPageRoutes(app, this.context);
		app.register(
			async (api) => {
				authRoutes(api, this.context);
				paymentRoutes(api, this.context);
				checkoutRoutes(api, this.context);
				api.register(async (guarded) => {
					guarded.addHook('preHandler', async (request) => void demandToken(request, this.state));
					participantRoutes(guarded, this.context);
				});
			},
			{ prefix: CUSTOMER_API },
		);
	}

	control(app: FastifyInstance): void {
		klaviControl(app, this.context);
	}

	counts(): Record<string, number> {
		const { participants, tokens, payments, events, authCalls } = this.state;
		return {
			participants: participants.size,
			authCalls,
			tokens: tokens.size,
			payments: payments.size,
			events: events.length,
		};
	}

	reset(): void {
		this.state.reset();
	}
}
