import type { FastifyInstance } from 'fastify';
import type { Outgoing } from '../outgoing';
import type { Sandbox } from '../server';

/** What the page shows, and through what it acts. */
export interface PageContext extends Pick<Sandbox, 'state' | 'settings' | 'journal' | 'faults'> {
	app: FastifyInstance;
	outgoing: Outgoing;
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

export const isServiceName = (name: string | null): name is ServiceName => name !== null && Object.hasOwn(SERVICES, name);

export interface ControlAnswer {
	ok: boolean;
	/** The parsed body; `{ error }` where it was refused. */
	body: any;
}

/** Carries out a call of the control API: what a button of the page does, a script can do too. */
export async function control(
	{ app }: PageContext,
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
	path: string,
	payload?: object,
): Promise<ControlAnswer> {
	const response = await app.inject({ method, url: `/_sandbox${path}`, payload });
	return { ok: response.statusCode < 300, body: response.json() };
}
