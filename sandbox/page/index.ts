import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { FastifyInstance, FastifyReply } from 'fastify';

import { ACTIONS } from './actions';
import { ownAddress, type PageContext } from './context';
import { liveParts, pageDocument } from './document';
import { SECURITY_HEADERS } from './guard';
import { html } from './html';
import { Notices } from './notices';

const FORM_LIMIT = 64 * 1024;

/** Files the page loads, all from here. */
const FILES: Record<string, string> = {
	'page.css': 'text/css; charset=utf-8',
	'page.js': 'text/javascript; charset=utf-8',
	'icon.svg': 'image/svg+xml',
};

/**
 * Mounts the page for people: `GET /`, its files and the parts that renew themselves below `/page`, and a POST for
 * every
 * form, each of which sends the browser back to the page (303) with a notice of what happened. Forms act through the
 * control API.
 */
export function mountPage(context: PageContext): void {
	const notices = new Notices();
	const { app } = context;
	app.register(async (scope) => {
		acceptForms(scope);
		scope.addHook('onRequest', async (_request, reply) => void reply.headers(SECURITY_HEADERS));

		scope.get('/', async (request, reply) => {
			const { notice } = request.query as { notice?: string };
			const page = await pageDocument(context, ownAddress(app), notices.find(notice));
			return reply.type('text/html; charset=utf-8').send(page);
		});

		scope.get('/page/live', async (request, reply) => {
			const { text } = liveParts(context);
			const tag = `"${createHash('sha256').update(text).digest('base64url')}"`;
			reply.header('etag', tag);
			if (request.headers['if-none-match'] === tag) return reply.code(304).send();
			return reply.type('text/html; charset=utf-8').send(text);
		});

		for (const [name, type] of Object.entries(FILES)) {
			const content = readFileSync(path.join(__dirname, name), 'utf8');
			scope.get(`/page/${name}`, async (_request, reply) => reply.type(type).send(content));
		}

		scope.post('/page/:action', async (request, reply) => {
			const { action: name } = request.params as { action: string };
			const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
			const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
			if (action === undefined) return reply.code(404).send({ error: `There is no form ${name}.` });
			const { section, good, text } = await action(form, context);
			return back(reply, notices.add({ section, good, text: html`${text}`, form }));
		});
	});
}

function acceptForms(scope: FastifyInstance): void {
	scope.removeAllContentTypeParsers();
	scope.addContentTypeParser(
		'application/x-www-form-urlencoded',
		{ parseAs: 'string', bodyLimit: FORM_LIMIT },
		(_request, text, done) => done(null, new URLSearchParams(text as string)),
	);
}

const back = (reply: FastifyReply, notice: string): FastifyReply =>
	reply.code(303).header('location', `/?notice=${notice}#notice`).send();
