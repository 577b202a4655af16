import type { IncomingHttpHeaders } from 'node:http';

import type { FastifyInstance } from 'fastify';

const LOCAL_NAME = /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Nothing is loaded from elsewhere, nothing runs inline, no other page may frame this one or take its forms. */
export const SECURITY_HEADERS = {
	'content-security-policy': [
		"default-src 'none'",
		"style-src 'self'",
		"script-src 'self'",
		"img-src 'self'",
		"connect-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	].join('; '),
	'x-content-type-options': 'nosniff',
	'cross-origin-resource-policy': 'same-origin',
	// With "no-referrer" browsers would send "Origin: null" with this page's own forms.
	'referrer-policy': 'same-origin',
	'cache-control': 'no-store',
};

/** The address a browser sends along when it does not come from this page or from the address bar. */
function foreignOrigin(method: string, headers: IncomingHttpHeaders): string | undefined {
	const { host = '', origin } = headers;
	const site = headers['sec-fetch-site'];
	const fromBrowser = origin !== undefined || site !== undefined;
	// A foreign name that leads to this computer would make a foreign page look like this one.
	if (fromBrowser && !LOCAL_NAME.test(host)) return host;
	if (method === 'GET') return undefined;
	if (origin !== undefined && origin !== `http://${host}`) return origin;
	if (site !== undefined && site !== 'same-origin' && site !== 'none') return `a ${String(site)} page`;
	return undefined;
}

/**
 * Rejects with 403 what a page of another origin sends to the sandbox's page or to the control API. The sandbox
 * listens on this computer only, but every page open in its browser could reach it. Programs, which send neither
 * `Origin` nor `Sec-Fetch-Site`, pass.
 */
export function refuseForeignPages(app: FastifyInstance): void {
	app.addHook('onRequest', async (request, reply) => {
		const path = request.url.split('?', 1)[0];
		if (path !== '/' && !/^\/(page|_sandbox)(\/|$)/.test(path)) return;
		const origin = foreignOrigin(request.method, request.headers);
		if (origin === undefined) return;
		const error = `The sandbox accepts this only from its own page, but it came from ${origin}. Open the address that the sandbox printed at its start.`;
		return reply.code(403).send({ error });
	});
}
