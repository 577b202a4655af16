import type { AddressInfo } from 'node:net';

import type { FastifyInstance } from 'fastify';

import type { Refunds } from '../refunds';
import type { ServiceStates, ServiceValues } from '../services';
import type { Faults } from '../shared/faults';
import type { Journal } from '../shared/journal';
import type { WebhookSender } from '../shared/webhookSender';

/** What the page shows, and through what it acts. */
export interface PageContext {
	state: ServiceStates;
	settings: ServiceValues;
	journal: Journal;
	faults: Faults;
	refunds: Refunds;
	app: FastifyInstance;
	webhooks: WebhookSender;
}

/** The services in the order of the page. */
export const SERVICES = {
	chargebackhit: 'Chargebackhit',
	kloutit: 'Kloutit',
	kount: 'Kount',
	klavi: 'Klavi',
} as const;

export type ServiceName = keyof typeof SERVICES;

export const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];

export const isServiceName = (name: string | null): name is ServiceName =>
	name !== null && Object.hasOwn(SERVICES, name);

export interface ControlAnswer {
	ok: boolean;
	/** The parsed body; `{ error }` after an error. */
	body: any;
}

/**
 * Carries out a call of the control API over HTTP: what a button of the page does, a script can do too. Never rejects;
 * a failure is an answer with a sentence.
 */
export async function control(
	{ app }: PageContext,
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
	path: string,
	payload?: object,
): Promise<ControlAnswer> {
	try {
		const response = await fetch(`${ownAddress(app)}/_sandbox${path}`, {
			method,
			...(payload === undefined
				? {}
				: { body: JSON.stringify(payload), headers: { 'content-type': 'application/json' } }),
		});
		return { ok: response.ok, body: await response.json() };
	} catch (error) {
		return { ok: false, body: { error: `The sandbox did not answer: ${String(error)}.` } };
	}
}

/** Where the sandbox itself listens, without a slash at the end. */
export const ownAddress = (app: FastifyInstance): string =>
	`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
