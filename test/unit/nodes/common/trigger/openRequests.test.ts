import type { ReplyState } from '../../../../../nodes/common/trigger/interceptedResponse';

type OpenRequests = typeof import('../../../../../nodes/common/trigger/openRequests');

/** A process of its own: what has arrived in one is not known in another. */
const newProcess = async (): Promise<OpenRequests> => {
	let loaded!: OpenRequests;
	await jest.isolateModulesAsync(async () => {
		loaded = (await import('../../../../../nodes/common/trigger/openRequests')) as OpenRequests;
	});
	return loaded;
};
const NOW = 1_800_000_000_000;
const open = (): ReplyState => ({ state: 'open', settled: Promise.resolve() });

test('a request is found by its delivery and the mode of its execution', async () => {
	const { newDelivery, noteRequest, requestOf } = await newProcess();
	const delivery = newDelivery('webhook', 'd1', NOW);
	const request = open();
	noteRequest('webhook', delivery, request);
	expect(requestOf('webhook', { ...delivery })).toBe(request);
	expect(requestOf('manual', delivery)).toBeUndefined();
	expect(requestOf('retry', delivery)).toBeUndefined();
	expect(requestOf('webhook', { ...delivery, deliveryId: 'd2' })).toBeUndefined();
});

test('two deliveries of one event in the same millisecond stay apart', async () => {
	const { newDelivery, noteRequest, requestOf } = await newProcess();
	const requests = [open(), open(), open()];
	const deliveries = requests.map((request) => {
		const delivery = newDelivery('webhook', 'd1', NOW);
		noteRequest('webhook', delivery, request);
		return delivery;
	});
	expect(new Set(deliveries.map(({ receivedAt }) => receivedAt)).size).toBe(3);
	expect(deliveries.map((delivery) => requestOf('webhook', delivery))).toEqual(requests);
});

test('of requests that are settled, only the last thousand are remembered; open ones all', async () => {
	const { newDelivery, noteRequest, requestOf } = await newProcess();
	const note = (id: string, state: ReplyState['state']) => {
		const delivery = newDelivery('webhook', id, NOW);
		noteRequest('webhook', delivery, { ...open(), state });
		return delivery;
	};
	const waiting = Array.from({ length: 10 }, (_, index) => note(`open ${index}`, 'open'));
	const settled = Array.from({ length: 2000 }, (_, index) => note(`settled ${index}`, 'replied'));
	expect(waiting.every((delivery) => requestOf('webhook', delivery) !== undefined)).toBe(true);
	expect(settled.filter((delivery) => requestOf('webhook', delivery) !== undefined)).toHaveLength(990);
	expect(requestOf('webhook', settled[1999])).toBeDefined();
});

describe('a request that this process did not receive', () => {
	test('may be in another one only if this one receives nothing, and was there before it', async () => {
		const { clock } = await import('../../../../../nodes/common/clock');
		const started = clock.startedAt();
		const { mayBeElsewhere, noteRequest } = await newProcess();
		const at = (milliseconds: number) => new Date(milliseconds).toISOString();
		expect(started).toBeLessThanOrEqual(Date.now());
		expect(mayBeElsewhere(at(started + 60_000))).toBe(true);
		expect(mayBeElsewhere(at(started - 60_000))).toBe(false);
		expect(mayBeElsewhere('')).toBe(true);
		noteRequest('webhook', { deliveryId: 'd', receivedAt: at(NOW) }, open());
		expect(mayBeElsewhere(at(started + 60_000))).toBe(false);
	});
});
