import type { AddressInfo } from 'node:net';

import Fastify, { type FastifyInstance } from 'fastify';

import { Chargebackhit } from './chargebackhit';
import { type ChargebackhitSettings, chargebackhitSettings } from './chargebackhit/settings';
import { Klavi } from './klavi';
import { type KlaviSettings, klaviSettings } from './klavi/settings';
import { Kloutit } from './kloutit';
import { type KloutitSettings, kloutitSettings } from './kloutit/settings';
import { Kount } from './kount';
import { type KountSettings, kountSettings } from './kount/settings';
import { mountPage } from './page';
import { refuseForeignPages } from './page/guard';
import { Refunds } from './refunds';
import type { ServiceStates, ServiceValues } from './services';
import { mountControl } from './shared/control';
import { Faults } from './shared/faults';
import { Journal } from './shared/journal';
import { Limits } from './shared/limits';
import { Pauses } from './shared/pauses';
import { mountService } from './shared/pipeline';
import type { SandboxService } from './shared/service';
import { type CommonSettings, ServiceSettings } from './shared/settings';
import { WebhookSender } from './shared/webhookSender';

export interface SandboxOptions {
	/** Settings of Chargebackhit that differ from the defaults; they survive a reset. */
	chargebackhit?: Partial<ChargebackhitSettings>;
	/** The same of Kloutit. */
	kloutit?: Partial<KloutitSettings>;
	/** The same of Kount. */
	kount?: Partial<KountSettings>;
	/** The same of Klavi. */
	klavi?: Partial<KlaviSettings>;
	/** Variables such as SANDBOX_CHARGEBACKHIT_SECRET_KEY; options override them. Default: none are read. */
	environment?: Record<string, string | undefined>;
	/** The moment at which the seed data ends. Default: now. */
	seedTime?: Date;
}

export interface Sandbox {
	/** The Fastify instance. */
	app: FastifyInstance;
	/** The data of each service, live. */
	state: ServiceStates;
	/** The settings of each service, live. */
	settings: ServiceValues;
	/** `journal.requests` holds the requests to all services, newest last. */
	journal: Journal;
	faults: Faults;
	limits: Limits;
	/** The refunds made at `/refunds`. */
	refunds: Refunds;
	/**
	 * Listens and returns `http://127.0.0.1:<port>`; port 0 takes a free one. Rejects with EADDRINUSE.
	 *
	 * @param host the address to listen on; default 127.0.0.1, which only this machine reaches
	 */
	listen(port: number, host?: string): Promise<string>;
	/** Aborts everything in progress and frees the port. */
	close(): Promise<void>;
	/** Data, journal, faults, limits and (unless kept) settings back to the start. */
	reset(options?: { keepSettings?: boolean }): void;
}

/**
 * Builds the sandbox: the services below `/<name>`, the control API below `/_sandbox`, the page for people at `/`.
 * @throws ControlError when an option or an environment variable breaks the rule of its setting
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const tools = { journal: new Journal(), faults: new Faults(), limits: new Limits(), pauses: new Pauses() };
	const webhooks = new WebhookSender(tools.pauses);
	const refunds = new Refunds();
	const environment = options.environment ?? {};

	const settings = {
		chargebackhit: new ServiceSettings('chargebackhit', chargebackhitSettings, environment, options.chargebackhit),
		kloutit: new ServiceSettings('kloutit', kloutitSettings, environment, options.kloutit),
		kount: new ServiceSettings('kount', kountSettings, environment, options.kount),
		klavi: new ServiceSettings('klavi', klaviSettings, environment, options.klavi),
	};
	const seedTime = options.seedTime ?? new Date();
	const chargebackhit = new Chargebackhit(settings.chargebackhit.values, webhooks, seedTime);
	const kloutit = new Kloutit(settings.kloutit.values, webhooks, tools.pauses, seedTime);
	const kount = new Kount(settings.kount.values, webhooks, seedTime);
	const klavi = new Klavi(settings.klavi.values, webhooks, tools.pauses);
	const services: Array<{ service: SandboxService; settings: ServiceSettings<CommonSettings> }> = [
		{ service: chargebackhit, settings: settings.chargebackhit as unknown as ServiceSettings<CommonSettings> },
		{ service: kloutit, settings: settings.kloutit as unknown as ServiceSettings<CommonSettings> },
		{ service: kount, settings: settings.kount as unknown as ServiceSettings<CommonSettings> },
		{ service: klavi, settings: settings.klavi as unknown as ServiceSettings<CommonSettings> },
	];

	const reset = ({ keepSettings = false }: { keepSettings?: boolean } = {}): void => {
		if (!keepSettings) for (const one of services) one.settings.reset();
		tools.journal.reset();
		tools.faults.clear();
		tools.limits.clear();
		refunds.reset();
		for (const one of services) one.service.reset();
	};

	const app = Fastify({
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		routerOptions: { maxParamLength: 2000 },
	});
	refuseForeignPages(app);
	for (const one of services) mountService(app, one.service, tools, () => one.settings.values.latency);
	mountControl(app, services, { ...tools, refunds }, reset);
	const state = { chargebackhit: chargebackhit.state, kloutit: kloutit.state, kount: kount.state, klavi: klavi.state };
	const values = {
		chargebackhit: settings.chargebackhit.values,
		kloutit: settings.kloutit.values,
		kount: settings.kount.values,
		klavi: settings.klavi.values,
	};
	mountPage({ app, webhooks, refunds, state, settings: values, ...tools });
	refunds.mount(app);
	app.setNotFoundHandler((request, reply) => {
		reply.code(404).send({ error: `There is no ${request.method} ${request.url}; GET /_sandbox lists all calls.` });
	});
	await app.ready();

	return {
		app,
		state,
		settings: values,
		...tools,
		refunds,
		reset,
		async listen(port, host = '127.0.0.1') {
			await app.listen({ host, port });
			return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
		},
		async close() {
			tools.pauses.close();
			await webhooks.close();
			await app.close();
		},
	};
}
