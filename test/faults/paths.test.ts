import type { IncomingMessage } from 'node:http';

import type { IDataObject } from 'n8n-workflow';

import type { ServiceBench } from '../engine/serviceBench';
import { SERVICES, sendingOperations, type Walked } from './services';

/** What people and attackers enter instead of an id. */
const HOSTILE: Array<[string, string]> = [
	['a step up', '../'],
	['steps up to another service', '../../_sandbox/reset'],
	['steps up after a real id', 'x/../../../settings'],
	['a backslash', '..\\..\\_sandbox'],
	['two dots', '..'],
	['a dot', '.'],
	['a slash', 'a/b'],
	['a query', 'x?admin=true&key=1'],
	['a fragment', 'x#fragment'],
	['a line break', 'x\r\nX-Injected: 1\r\n\r\nGET /_sandbox HTTP/1.1'],
	['encoded dots', '%2e%2e'],
	['encoded dots and slash', '%2e%2e%2f%2e%2e%2f_sandbox'],
	['dots encoded twice', '%252e%252e%252f'],
	['a lone percent sign', '100%'],
	['an at sign and another host', '@evil.example/'],
	['another address', '//evil.example/x'],
	['a NUL', 'x\u0000y'],
	// as long as an address may be that a server still reads
	['a long text', 'x'.repeat(8000)],
	['a very long text', 'x'.repeat(100_000)],
	['letters with accents', 'ähnlich-ñandú-漢字'],
	['an emoji', '🧾-receipt'],
	['half a character', 'x\ud83d'],
	['slashes and dots that look alike', '․․∕․․／'],
	['a text from right to left', '\u202egnp.exe'],
];

/** Every parameter that is part of an address. A new one, or one that no longer is, fails the test. */
const IN_ADDRESSES: Record<string, string[]> = {
	Chargebackhit: [
		'alert:get alertId',
		'alert:respond alertId',
		'caid:disenrollProducts caidId',
		'caid:get caidId',
		'caid:update caidId',
		'dispute:get disputeId',
		'merchant:get merchantId',
		'merchant:update merchantId',
	],
	Kloutit: [
		'case:check expedientNumber',
		'case:submit expedientNumber',
		'case:update expedientNumber',
		'case:updateStatus expedientNumber',
		'defense:download expedientNumber',
		'defense:download format',
		'file:uploadEvidence expedientNumber',
		'file:uploadProductPhoto expedientNumber',
		'webhookSubscription:delete subscriptionId',
	],
	Kount: ['order:get orderId', 'order:update orderId'],
	'Klavi, Customer API v1': ['payment:get paymentId', 'payment:getStatus paymentId', 'payment:wait paymentId'],
	'Klavi, Instant payments': [
		'payment:cancel paymentId',
		'payment:get paymentId',
		'payment:getStatus paymentId',
		'payment:wait paymentId',
	],
};

const isLocator = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && '__rl' in value;
const textOf = (value: unknown): string => String(isLocator(value) ? value.value : value);
const segmentsOf = (url: string): string[] => url.split('?', 1)[0].split('/');
const queryNames = (url: string): string[] => [...new URLSearchParams(url.split('?')[1] ?? '').keys()].sort();

/** Every address that a run requests, as it came over the wire: also one that belongs to no service. */
async function addresses(
	bench: ServiceBench,
	{ resource, operation }: Walked,
	parameters: IDataObject,
): Promise<string[]> {
	const seen: string[] = [];
	const note = (request: IncomingMessage) => seen.push(request.url ?? '');
	bench.sandbox.app.server.on('request', note);
	try {
		const { input, files } = operation.sample;
		const given = { ...(input ? { input } : {}), ...(files ? { files: [bench.files(files)] } : {}) };
		await bench.run(resource.value, operation.value, parameters, { onError: 'continueRegularOutput', ...given });
	} finally {
		bench.sandbox.app.server.off('request', note);
	}
	return seen;
}

describe.each(SERVICES)('$name', (service) => {
	let bench: ServiceBench;
	const tried: string[] = [];
	beforeAll(async () => {
		bench = await service.open();
	});
	afterAll(async () => await bench.close());

	it.each(sendingOperations(service))(
		'$name: a parameter in the address stays in its segment, whatever it contains',
		async (walked) => {
			bench.sandbox.reset();
			await bench.prepare();
			const parameters = {
				...bench.sample(walked.operation.sample.parameters),
				...(await service.distinct?.[walked.name]?.(bench))?.(0),
			};
			const usual = await addresses(bench, walked, parameters);
			const isInPath = (value: unknown) =>
				usual.some((url) => segmentsOf(url).includes(encodeURIComponent(textOf(value))));
			const inPath = Object.entries(parameters).filter(
				([, value]) => (typeof value === 'string' || isLocator(value)) && isInPath(value),
			);
			const broken: string[] = [];
			for (const [parameter, value] of inPath) {
				tried.push(`${walked.name} ${parameter}`);
				for (const [kind, hostile] of HOSTILE) {
					const given = isLocator(value) ? { ...value, value: hostile } : hostile;
					for (const url of await addresses(bench, walked, { ...parameters, [parameter]: given })) {
						// invisible and control characters are removed from what names something
						const visible = hostile.replace(/[\p{Cf}\p{Cc}]/gu, '');
						const isIntended = usual.some((like) =>
							[hostile, visible].some((sent) => isLike(url, like, textOf(value), sent)),
						);
						if (!isIntended) broken.push(`${parameter} with ${kind}: ${url.slice(0, 200)}`);
					}
				}
			}
			expect(broken).toEqual([]);
		},
		30_000,
	);

	it('every parameter that stands in an address was tried', () =>
		expect(tried.sort()).toEqual(IN_ADDRESSES[service.name]));
});

/** True if an address is the usual one, with the hostile text in the one segment that contains the value. */
function isLike(url: string, like: string, value: string, hostile: string): boolean {
	const segments = segmentsOf(url);
	const usual = segmentsOf(like);
	const isSafe = /^[\x21-\x7e]*$/.test(url) && !url.includes('#');
	const kept = usual.every((segment, index) =>
		segment === encodeURIComponent(value)
			? decodeURIComponent(segments[index] ?? '') === hostile.trim()
			: segments[index] === segment,
	);
	return isSafe && segments.length === usual.length && kept && queryNames(url).join() === queryNames(like).join();
}
