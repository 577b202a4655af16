import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Refunds } from '../refunds';
import { ControlError, ControlFields } from './controlFields';
import type { SharedTools } from './pipeline';
import type { SandboxService } from './service';
import type { CommonSettings, ServiceSettings } from './settings';

interface ControlledService {
	service: SandboxService;
	settings: ServiceSettings<CommonSettings>;
}

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];

/** Mounts the control API below `/_sandbox`: JSON, no authentication, errors as `{"error": "sentence"}`. */
export function mountControl(
	app: FastifyInstance,
	services: ControlledService[],
	tools: SharedTools & { refunds: Refunds },
	reset: (options: { keepSettings?: boolean }) => void,
): void {
	const names = services.map(({ service }) => service.name);
	const { journal, faults, limits, refunds } = tools;
	const allSettings = (): Record<string, CommonSettings> =>
		Object.fromEntries(services.map(({ service, settings }) => [service.name, settings.values]));

	app.register(
		async (scope) => {
			const calls = new ControlCalls();
			scope.addHook('onRoute', ({ method, url }) => calls.add(method, url));
			scope.removeAllContentTypeParsers();
			scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
				try {
					done(null, text === '' ? undefined : JSON.parse(text as string));
				} catch {
					done(new ControlError('The body is not valid JSON.'));
				}
			});
			scope.setErrorHandler((error, _request, reply) => {
				const known = error as { status?: number; statusCode?: number; message?: string };
				reply.code(known.status ?? known.statusCode ?? 500).send({ error: known.message ?? String(error) });
			});

			scope.get('/', async (request) => ({
				services: services.map(({ service, settings }) => ({
					name: service.name,
					baseUrl: `${originOf(request)}/${service.name}`,
					settings: settings.values,
					counts: service.counts(),
				})),
				requests: { total: journal.total, kept: journal.requests.length },
				control: calls.list(),
			}));

			scope.get('/settings', async () => allSettings());
			scope.patch('/settings', async (request) => {
				const fields = new ControlFields(request.body, names);
				const changes = services
					.filter(({ service }) => fields.has(service.name))
					.map(({ service, settings }) => ({ settings, values: fields.object(service.name) ?? {} }));
				for (const { settings, values } of changes) settings.check(values);
				for (const { settings, values } of changes) settings.apply(values);
				return allSettings();
			});

			scope.get('/requests', async (request) => {
				const { service, path, since, ...unknown } = request.query as Record<string, string | undefined>;
				new ControlFields(unknown, ['service', 'path', 'since']);
				if (since !== undefined && !/^\d+$/.test(since)) {
					throw new ControlError(`since must be the number of a request; it was "${since}".`);
				}
				const requests = journal.find({
					service,
					path,
					since: since === undefined ? undefined : Number(since),
				});
				return { total: journal.total, requests };
			});
			scope.delete('/requests', async () => {
				journal.empty();
				return { total: journal.total, requests: [] };
			});

			scope.post('/reset', async (request) => {
				reset({ keepSettings: new ControlFields(request.body, ['keepSettings']).flag('keepSettings') });
				return { reset: true };
			});

			scope.get('/faults', async () => ({ faults: faults.list() }));
			scope.post('/faults', async (request, reply) => reply.code(201).send(faults.add(request.body, names)));
			scope.delete('/faults', async () => {
				faults.clear();
				return { faults: [] };
			});

			scope.get('/limits', async () => ({ limits: limits.list() }));
			scope.post('/limits', async (request, reply) => reply.code(201).send(limits.add(request.body, names)));
			scope.delete('/limits', async () => {
				limits.clear();
				return { limits: [] };
			});

			scope.get('/refunds', async () => ({ refunds: refunds.list() }));

			for (const { service } of services) {
				scope.register(async (own) => service.control(own), { prefix: `/${service.name}` });
			}
		},
		{ prefix: '/_sandbox' },
	);
}

const originOf = (request: FastifyRequest): string => `http://${request.headers.host ?? '127.0.0.1'}`;

/** The calls of the control API, as they are registered: `GET|POST /_sandbox/faults`. */
class ControlCalls {
	private readonly methods = new Map<string, Set<string>>();

	add(method: string | string[], url: string): void {
		const path = url.replace(/\/$/, '');
		const known = this.methods.get(path) ?? new Set();
		for (const one of [method].flat()) known.add(one);
		this.methods.set(path, known);
	}

	list(): string[] {
		return [...this.methods].map(
			([path, known]) => `${METHODS.filter((method) => known.has(method)).join('|')} ${path}`,
		);
	}
}
