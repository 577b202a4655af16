import type { FastifyInstance } from 'fastify';

import type { ReceivedRequest, SandboxService, SignatureCheck } from '../shared/service';
import type { WebhookSender } from '../shared/webhookSender';
import type { ServiceContext } from './context';
import { chargebackhitControl } from './control';
import { AlertDelivery } from './delivery';
import { alertRoutes } from './routes/alerts';
import { caidRoutes } from './routes/caids';
import { disputeRoutes } from './routes/disputes';
import { enrollmentRoutes } from './routes/enrollments';
import { integrationRoutes } from './routes/integration';
import { merchantRoutes } from './routes/merchants';
import { seed } from './seed';
import { errorBody, ServiceError } from './serviceError';
import type { ChargebackhitSettings } from './settings';
import { checkSignature } from './signature';
import { ChargebackhitState } from './state';

/** The payment service Chargebackhit: alerts, merchants, CAIDs, enrollment, disputes and the signed webhooks. */
export class Chargebackhit implements SandboxService {
	readonly name = 'chargebackhit';

	readonly state: ChargebackhitState;

	private readonly context: ServiceContext;

	constructor(
		private readonly settings: ChargebackhitSettings,
		webhooks: WebhookSender,
		seedTime: Date,
	) {
		this.state = new ChargebackhitState((state) => seed(state, seedTime));
		this.context = { state: this.state, settings, delivery: new AlertDelivery(this.state, settings, webhooks) };
	}

	checkSignature({ body, headers }: ReceivedRequest): SignatureCheck {
		return checkSignature(body, headers, this.settings);
	}

	errorBody(_status: number, code: string, message: string): unknown {
		return errorBody(code, message);
	}

	errorAnswer(error: unknown): { status: number; body: unknown } | undefined {
		return error instanceof ServiceError ? { status: error.status, body: error.body() } : undefined;
	}

	routes(app: FastifyInstance): void {
		app.addHook('preHandler', async (request) => {
			const { signature } = request.received;
			if (signature === 'missing') {
				throw new ServiceError(401, 'unauthorized', 'The headers public_key and signature are required');
			}
			if (signature === 'wrong')
				throw new ServiceError(401, 'unauthorized', 'The public key or the signature is wrong');
		});
		alertRoutes(app, this.context);
		integrationRoutes(app, this.context);
		merchantRoutes(app, this.context);
		caidRoutes(app, this.context);
		enrollmentRoutes(app, this.context);
		disputeRoutes(app, this.context);
	}

	control(app: FastifyInstance): void {
		chargebackhitControl(app, this.context);
	}

	counts(): Record<string, number> {
		const { alerts, merchants, caids, enrollments, disputes, deliveries } = this.state;
		return {
			alerts: alerts.size,
			merchants: merchants.size,
			caids: caids.size,
			enrollments: enrollments.size,
			disputes: disputes.size,
			deliveries: deliveries.length,
		};
	}

	reset(): void {
		this.state.reset();
	}
}
