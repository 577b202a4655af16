import { Cancelled, clock } from '../../../../../nodes/common/clock';
import { ServiceError } from '../../../../../nodes/common/errors/errors';
import type { Send, ServiceRequest } from '../../../../../nodes/common/operation';
import { poll } from '../../../../../nodes/common/run/poll';
import { VirtualClock } from '../../virtualClock';

let time: VirtualClock;
beforeEach(() => {
	time = new VirtualClock().install();
});
afterEach(() => time.restore());

const failure = (status?: number) =>
	new ServiceError({ problem: { code: 'serverError', message: `status ${status}`, advice: '' }, status });

const send: Send = async () => await Promise.reject(new Error('No request was expected'));

/** Looks that return or throw one thing after the other; the last one again and again. */
function looks(...results: Array<number | Error>) {
	const at: number[] = [];
	const start = time.time;
	const look = async () => {
		const result = results[Math.min(at.length, results.length - 1)];
		at.push(time.time - start);
		return await (result instanceof Error ? Promise.reject(result) : Promise.resolve(result));
	};
	return { at, look };
}

const run = async (look: () => Promise<number>, limit = 10_000, signal?: AbortSignal) =>
	await time.run(
		poll({ send, look, isEnough: (value) => value === 9, interval: (count) => count * 1000, limit, signal }),
	);

it('looks until it is enough, at its intervals', async () => {
	const { at, look } = looks(1, 2, 9);
	expect(await run(look)).toEqual({ ended: 'enough', value: 9, failure: undefined, looks: 3 });
	expect(at).toEqual([0, 1000, 3000]);
});

it('looks a last time at its limit, and says what was seen', async () => {
	const { at, look } = looks(1, 2, 3);
	expect(await run(look)).toMatchObject({ ended: 'limit', value: 3, looks: 5 });
	expect(at).toEqual([0, 1000, 3000, 6000, 10_000]);
});

it.each([404, 408, 409, 425, 429, 500, 502, 503, 504, 200, undefined])(
	'a look that fails with %s does not end it',
	async (status) => {
		const { look } = looks(1, failure(status), failure(status), 9);
		expect(await run(look)).toMatchObject({ ended: 'enough', value: 9, looks: 4 });
		const { look: failing } = looks(1, failure(status));
		expect(await run(failing)).toMatchObject({ ended: 'limit', value: 1, failure: { message: `status ${status}` } });
	},
);

it.each([302, 400, 401, 403, 422])('%i ends it: another look would be refused too', async (status) => {
	const { look } = looks(1, failure(status), 9);
	expect(await run(look)).toMatchObject({
		ended: 'refused',
		value: 1,
		looks: 2,
		failure: { message: `status ${status}` },
	});
});

it.each([200, 404, 409, 429, undefined])(
	'a failure with %s that only a person can mend ends it, also if the request was not sent',
	async (status) => {
		const problem = { code: 'tokenAddressWrong', message: 'a wrong address', advice: '' };
		const lasting = new ServiceError({ problem, status, notSent: true, lasting: true });
		const { look } = looks(1, failure(500), lasting, 9);
		expect(await run(look)).toMatchObject({
			ended: 'refused',
			value: 1,
			looks: 3,
			failure: { message: 'a wrong address' },
		});
	},
);

it('a status with which the service says "not yet" does not end it', async () => {
	const { look } = looks(failure(400), 9);
	const polling = { send, look, isEnough: () => true, interval: () => 1000, limit: 5000, notYet: [400] };
	expect(await time.run(poll(polling))).toMatchObject({ ended: 'enough', value: 9, looks: 2 });
});

it('a look that was not sent keeps why the one before it failed', async () => {
	const unsent = new ServiceError({ problem: { code: 'noTimeLeft', message: 'no time', advice: '' }, notSent: true });
	const { look } = looks(1, failure(500), unsent);
	expect(await run(look)).toMatchObject({ ended: 'limit', value: 1, failure: { message: 'status 500' } });
});

it('anything else that a look throws ends it', async () => {
	const { look } = looks(1, new TypeError('a mistake'));
	await expect(run(look)).rejects.toThrow('a mistake');
});

it('its requests have a deadline shortly after the limit', async () => {
	const sent: ServiceRequest[] = [];
	const begun = clock.steady();
	await time.run(
		poll({
			send: async (request) => {
				sent.push(request);
				return await Promise.resolve({ status: 200, headers: {}, body: {} });
			},
			look: async (bounded) => await bounded({ method: 'GET', path: '/', expect: 'object' }),
			isEnough: () => false,
			interval: () => 4000,
			limit: 5000,
		}),
	);
	expect(sent).toHaveLength(3);
	for (const { deadline } of sent) {
		expect(deadline).toBeGreaterThan(begun + 5000);
		expect(deadline).toBeLessThan(begun + 6000);
	}
});

it('a stopped execution ends it', async () => {
	const controller = new AbortController();
	const { look } = looks(1);
	const wait = run(look, 60_000, controller.signal);
	controller.abort();
	await expect(wait).rejects.toThrow(Cancelled);
});

it('ends within a second of its limit although a look never ends', async () => {
	time.restore();
	const begun = performance.now();
	const never = async () => await new Promise<number>(() => {});
	const { ended, looks: count } = await poll({
		send,
		look: never,
		isEnough: () => false,
		interval: () => 50,
		limit: 200,
	});
	expect([ended, count]).toEqual(['limit', 1]);
	expect(performance.now() - begun).toBeLessThan(1200);
});
