import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	NodeOperationError,
} from 'n8n-workflow';

import { chargebackhit } from '../../../../../nodes/Chargebackhit/service';
import { problems } from '../../../../../nodes/common/errors/problems';
import { executeNode } from '../../../../../nodes/common/run/execute';
import { upload as uploadOperation } from '../../../../../nodes/Kount/actions/transaction/upload';
import { kount } from '../../../../../nodes/Kount/service';
import { bodyOf, type Execution, execution, type HttpResponse, httpFault } from '../../execution';
import { VirtualClock } from '../../virtualClock';

let time: VirtualClock;
beforeEach(() => {
	time = new VirtualClock().install();
});
afterEach(() => time.restore());

const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const indexOf = (options: IHttpRequestOptions) => Number(/-(\d{12})\//.exec(options.url)![1]);

const NOTHING = { completed: [], partly: [], failed: [], unknown: [], notSent: [] };
const end = async (context: IExecuteFunctions) =>
	await executeNode(context, chargebackhit).catch((error: unknown) => error);

/** Responds to one alert an item. */
async function respond(count: number, more: Partial<Execution> & { parameters?: Record<string, unknown> } = {}) {
	const run = execution({
		items: Array.from({ length: count }, () => ({})),
		answer: () => ({ statusCode: 200, body: '' }),
		...more,
		parameters: {
			resource: 'alert',
			operation: 'respond',
			alertId: idOf,
			outcome: 'reversed',
			orderId: '',
			additionalFields: '{}',
			options: {},
			...more.parameters,
		},
	});
	const outcome = await time.run(
		executeNode(run.context, chargebackhit).then(
			(output) => output,
			(error: unknown) => error,
		),
	);
	return {
		...run,
		output: outcome as Array<Array<{ json: Record<string, unknown>; pairedItem: unknown }>>,
		error: outcome as Error & { description: string },
	};
}

describe('running the items', () => {
	test('answers come out in the order of the items, each paired, whatever the order of the answers', async () => {
		const { output, sent } = await respond(40, {
			answer: async (options) => {
				await time.after((indexOf(options) * 7919) % 500);
				return { statusCode: 200, body: JSON.stringify({ data: { n: indexOf(options) } }) };
			},
		});
		expect(sent).toHaveLength(40);
		expect(output[0].map(({ json, pairedItem }) => [json.id, (json.alert as { n: number }).n, pairedItem])).toEqual(
			Array.from({ length: 40 }, (_, index) => [idOf(index), index, { item: index }]),
		);
	});

	test('no more under way at once than allowed', async () => {
		let inFlight = 0;
		let highest = 0;
		await respond(30, {
			parameters: { options: { maxConcurrentRequests: 4 } },
			answer: async () => {
				highest = Math.max(highest, ++inFlight);
				await time.after(100);
				inFlight--;
				return { statusCode: 200, body: '' };
			},
		});
		expect(highest).toBe(4);
	});

	test('one bad item means that nothing is sent, and all bad ones are named', async () => {
		const { sent, error } = await respond(5, {
			parameters: { alertId: (index: number) => (index % 2 ? 'nonsense' : idOf(index)) },
		});
		expect(sent).toEqual([]);
		expect(error.message).toContain('(2nd item, nonsense)');
		expect(error.description).toMatch(/^Nothing was sent\..*\n.*\(4th item, nonsense\)\.$/m);
	});

	test('with Continue, the bad items alone are errors', async () => {
		const { sent, output } = await respond(4, {
			goesOn: true,
			parameters: { alertId: (index: number) => (index === 1 ? 'nonsense' : idOf(index)) },
		});
		expect(sent.map(indexOf)).toEqual([0, 2, 3]);
		expect(output[0].map(({ json }) => Object.keys(json).includes('error'))).toEqual([false, true, false, false]);
		expect(Object.keys(output[0][1].json)).toEqual(['error', 'message', 'details']);
		expect(output[0][1].pairedItem).toEqual({ item: 1 });
	});

	test('a failure stops what has not begun, and tells what was done', async () => {
		const { sent, error } = await respond(20, {
			parameters: { options: { maxConcurrentRequests: 2 } },
			answer: async (options) => {
				await time.after(100);
				return { statusCode: indexOf(options) === 4 ? 400 : 200, body: '' };
			},
		});
		expect(sent.map(indexOf)).toEqual([0, 1, 2, 3, 4, 5]);
		expect(error.message).toContain(`(5th item, ${idOf(4)})`);
		expect(error.description).toContain('Completed: items 1–4, 6.');
		expect(error.description).toContain('Not sent: items 7–20.');
	});

	test('what is unclear is told apart from what failed', async () => {
		const { error } = await respond(3, {
			answer: async (options) => {
				await time.after(100);
				if (indexOf(options) === 0) return { statusCode: 400, body: '' };
				throw httpFault({ code: 'ECONNRESET' });
			},
		});
		expect(error.description).toContain('Unknown: items 2–3.');
	});

	describe('an outage', () => {
		const timeout = async (): Promise<HttpResponse> => {
			await time.after(200);
			throw httpFault({ code: 'ECONNABORTED' });
		};
		const fault = async (code: string): Promise<HttpResponse> => await Promise.reject(httpFault({ code }));
		/**
		 * What 500 writes become if the service fails in this time, and the most that were in flight at once.
		 * @param options of the node, such as a number for Max Concurrent Requests
		 */
		const outcomes = async (
			from: number,
			until: number,
			answer: () => HttpResponse | Promise<HttpResponse>,
			options: IDataObject = {},
		) => {
			const begun = time.time;
			let inFlight = 0;
			let most = 0;
			const { output } = await respond(500, {
				goesOn: true,
				parameters: { options },
				answer: async () => {
					const at = time.time - begun;
					most = Math.max(most, ++inFlight);
					await time.after(50);
					inFlight--;
					return at >= from && at < until ? await answer() : { statusCode: 200, body: '' };
				},
			});
			const failed = output[0].flatMap(({ json }) =>
				'error' in json ? [json.details as Record<string, unknown>] : [],
			);
			return { failed, most, seconds: (time.time - begun) / 1000 };
		};

		test.each<[string, boolean, () => HttpResponse | Promise<HttpResponse>]>([
			['503', true, () => ({ statusCode: 503, body: '' })],
			['500', true, () => ({ statusCode: 500, body: '' })],
			['408', true, () => ({ statusCode: 408, body: '' })],
			['an HTML page with 200', true, () => ({ statusCode: 200, body: '<html>Maintenance</html>' })],
			['time-outs', true, timeout],
			['resets', true, async () => await fault('ECONNRESET')],
			['refused connections', false, async () => await fault('ECONNREFUSED')],
		])(
			'of three seconds (%s) costs no more than what was in flight',
			async (_case, isUnknown, answer) => {
				// without a number, writes begin with ten at once, and grow slowly
				for (const [bound, options] of [
					[26, {}],
					[10, { maxConcurrentRequests: 10 }],
				] as const) {
					const { failed, most, seconds } = await outcomes(400, 3400, answer, options);
					expect(failed.length).toBeGreaterThan(0);
					expect(failed.length).toBeLessThanOrEqual(most);
					expect(most).toBeLessThanOrEqual(bound);
					for (const details of failed) expect(details.unclear ?? false).toBe(isUnknown);
					expect(seconds).toBeLessThan(15);
				}
			},
			60_000,
		);

		test('that does not end is told of the items that were not sent, within Max Retry Wait', async () => {
			const busy = () => ({ statusCode: 503, body: '' });
			for (const [fewest, options] of [
				[350, {}],
				[400, { maxConcurrentRequests: 10 }],
			] as const) {
				const { failed, seconds } = await outcomes(400, Number.POSITIVE_INFINITY, busy, options);
				expect(seconds).toBeLessThanOrEqual(61);
				const notSent = failed.filter(({ unclear }) => !unclear);
				expect(notSent.length).toBeGreaterThan(fewest);
				expect(new Set(notSent.map((details) => JSON.stringify(details)))).toEqual(
					new Set([JSON.stringify({ problem: 'serviceFailing', httpCode: '503', notSent: true })]),
				);
			}
		});
	});

	test.each([
		['3600 s', { 'retry-after': '3600' }],
		['a day', { 'retry-after': '86400' }],
		['the year 9999', { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }],
	])('a daily quota (%s) ends the run within Max Retry Wait: what was not sent says so', async (_case, headers) => {
		const begun = time.time;
		const answer = async (_options: IHttpRequestOptions, count: number): Promise<HttpResponse> => {
			await time.after(50);
			return count <= 300 ? { statusCode: 200, body: '' } : { statusCode: 429, headers, body: '' };
		};
		const { output, sent } = await respond(500, { goesOn: true, answer });
		expect((time.time - begun) / 1000).toBeLessThan(60);
		const failed = output[0].filter(({ json }) => 'error' in json);
		expect(failed).toHaveLength(200);
		expect(sent.length).toBeLessThanOrEqual(326);
		const ten = await respond(500, { goesOn: true, answer, parameters: { options: { maxConcurrentRequests: 10 } } });
		expect(ten.sent.length).toBeLessThanOrEqual(310);
		for (const { json } of failed)
			expect(json.details).toMatchObject({ problem: 'waitTooLong', httpCode: '429', notSent: true });

		const stopped = await respond(500, { answer });
		expect(stopped.error.description).toContain('Completed: items 1–300. Not sent: items 301–500.');
	});

	test.each([1, 10])('refusals without end end the run, sending %i at once', async (maxConcurrentRequests) => {
		const begun = time.time;
		const { output, sent } = await respond(500, {
			goesOn: true,
			parameters: { options: { maxConcurrentRequests } },
			answer: () => ({ statusCode: 429, headers: { 'retry-after': '25' }, body: '' }),
		});
		expect(output[0]).toHaveLength(500);
		for (const { json } of output[0]) expect(json.details).toMatchObject({ problem: 'waitTooLong', notSent: true });
		// its own time, and one more pause for the item that tries
		expect((time.time - begun) / 1000).toBeLessThanOrEqual(60 + 25);
		expect(sent.length).toBeLessThanOrEqual(40);
	});

	describe('a stopped execution', () => {
		/** Stops after this many responses, while two requests are in flight. */
		const stopAfter = async (responses: number, count: number, more: Parameters<typeof respond>[1] = {}) => {
			const controller = new AbortController();
			return await respond(count, {
				signal: controller.signal,
				...more,
				parameters: { options: { maxConcurrentRequests: 2 }, ...more.parameters },
				answer: async (_options, sent) => {
					await time.after(100);
					if (sent === responses + 1) controller.abort();
					// n8n's helper hands its own cancel signal to the HTTP client
					if (controller.signal.aborted) throw httpFault({ code: 'ERR_CANCELED' });
					return { statusCode: 200, body: '' };
				},
			});
		};

		test('sends nothing more, and tells what is unknown and what was not sent', async () => {
			const { sent, error, logged } = await stopAfter(4, 50);
			expect(sent).toHaveLength(6);
			expect(error.message).toBe(problems.runCancelled('', NOTHING, []).message);
			const unknown = [4, 5].map((index) => ({ index, label: idOf(index) }));
			const notSent = Array.from({ length: 44 }, (_, index) => index + 6);
			const summary = { ...NOTHING, completed: [0, 1, 2, 3], unknown: [4, 5], notSent };
			expect(error.description).toBe(problems.runCancelled('Chargebackhit', summary, unknown).advice);
			expect(error.description).not.toContain(problems.runStopped(NOTHING).advice);
			// n8n drops the error of an execution that was stopped by hand
			expect(logged).toEqual([expect.stringContaining(`5th item (${idOf(4)})`)]);
		});

		test('with Continue, tells it of each item', async () => {
			const { output } = await stopAfter(1, 4, { goesOn: true, parameters: { options: { maxConcurrentRequests: 1 } } });
			expect(output[0].map(({ json }) => json.details)).toEqual([
				undefined,
				{ problem: 'stoppedWhileSending', unclear: true },
				{ problem: 'executionStopped' },
				{ problem: 'executionStopped' },
			]);
		});

		test('tells of its only item that it is unknown', async () => {
			const { error, logged } = await stopAfter(0, 1);
			const { message, advice } = problems.stoppedWhileSending('Chargebackhit', true);
			expect([error.message, error.description]).toEqual([message, advice]);
			expect(logged).toHaveLength(1);
		});

		test('of a read says nothing of an unknown outcome, and writes nothing to the log', async () => {
			const { error, logged } = await stopAfter(0, 1, { parameters: { operation: 'get', simplify: false } });
			expect(error.message).toBe(problems.stoppedWhileSending('Chargebackhit', false).message);
			expect(error.description ?? '').not.toContain('unknown');
			expect(logged).toEqual([]);
		});

		test('that Retry On Fail runs once more says the same again, and sends nothing', async () => {
			const controller = new AbortController();
			const run = execution({
				items: [{}],
				signal: controller.signal,
				answer: async () => {
					controller.abort();
					throw httpFault({ code: 'ERR_CANCELED' });
				},
				parameters: {
					resource: 'alert',
					operation: 'respond',
					alertId: idOf(0),
					outcome: 'reversed',
					orderId: '',
					additionalFields: '{}',
					options: {},
				},
			});
			const ends = [await end(run.context), await end(run.context)];
			expect(ends[0]).toBeInstanceOf(Error);
			expect(ends[1]).toBe(ends[0]);
			expect(run.sent).toHaveLength(1);
			expect(run.logged).toHaveLength(1);
		});

		test('whose last requests were all answered is not an error', async () => {
			const controller = new AbortController();
			const { output } = await respond(2, {
				signal: controller.signal,
				answer: (_options, count) => {
					if (count === 2) controller.abort();
					return { statusCode: 200, body: '' };
				},
			});
			expect(output[0]).toHaveLength(2);
		});
	});

	test('a member "error" of the service does not stand at the top of an item', async () => {
		const { output } = await respond(1, {
			parameters: { operation: 'get', simplify: false },
			answer: () => ({ statusCode: 200, body: '{"data":{"error":"x","alert":{}}}' }),
		});
		expect(output[0][0].json).toEqual({ alert: {}, serviceError: 'x' });
	});

	test('an unknown operation and a custom API call are explained', async () => {
		expect((await respond(1, { parameters: { operation: 'nothing' } })).error.message).toContain('"nothing"');
		expect((await respond(1, { parameters: { operation: '__CUSTOM_API_CALL__' } })).error.message).toContain(
			'HTTP Request',
		);
	});

	test('an AI agent is refused before anything is read or sent', async () => {
		const { error, sent } = await respond(1, { type: 'n8n-nodes-chargeback.chargebackhitTool' });
		expect(error.message).toContain('Respond to alert');
		expect(sent).toEqual([]);
	});

	test('a failure keeps what waits in a pause from being sent, and it counts as not sent', async () => {
		// three at a time: item 0 is told to come back in 30 s, item 1 is fine, so item 3 begins to wait; then item 2 fails
		const begun = time.time;
		const { sent, error } = await respond(6, {
			parameters: { options: { maxConcurrentRequests: 3 } },
			answer: async (options): Promise<HttpResponse> => {
				const index = indexOf(options);
				await time.after((index + 1) * 10);
				if (index === 0) return { statusCode: 429, headers: { 'retry-after': '30' }, body: '' };
				return { statusCode: index === 2 ? 400 : 200, body: '' };
			},
		});
		expect(sent.map(indexOf)).toEqual([0, 1, 2]);
		expect(time.time - begun).toBe(30);
		expect(error.message).toContain('(3rd item');
		expect(error.description).toContain('Completed: item 2.');
		expect(error.description).toContain('Not sent: items 1, 4–6.');
		expect(error.description).not.toContain('Also failed');
	});

	test('a failure keeps what waits before its second try from being sent', async () => {
		// item 0 could not connect and waits for its next try; item 1 fails
		const { sent, error } = await respond(3, {
			parameters: { options: { maxConcurrentRequests: 2 } },
			answer: async (options): Promise<HttpResponse> => {
				if (indexOf(options) === 0) throw httpFault({ code: 'ECONNREFUSED' });
				await time.after(10);
				return { statusCode: 400, body: '' };
			},
		});
		expect(sent.map(indexOf)).toEqual([0, 1]);
		expect(error.message).toContain('(2nd item');
		expect(error.description).toContain('Not sent: items 1, 3.');
	});

	test('with Continue, a failure stops nothing that waits', async () => {
		const { sent, output } = await respond(4, {
			goesOn: true,
			parameters: { options: { maxConcurrentRequests: 2 } },
			answer: async (options, count): Promise<HttpResponse> => {
				await time.after(10);
				if (count === 1) return { statusCode: 429, headers: { 'retry-after': '30' }, body: '' };
				return { statusCode: indexOf(options) === 1 ? 400 : 200, body: '' };
			},
		});
		expect(sent.map(indexOf).sort()).toEqual([0, 0, 1, 2, 3]);
		expect(output[0].map(({ json }) => 'error' in json)).toEqual([false, true, false, false]);
	});

	test('a write that is answered 200 with an error is an error, and nobody knows whether it was carried out', async () => {
		const answer = () => ({
			statusCode: 200,
			body: '{"error":{"code":"validation_error","message":"outcome is final"}}',
		});
		const { output, sent } = await respond(2, { goesOn: true, answer });
		expect(sent).toHaveLength(2);
		for (const { json } of output[0]) {
			expect(Object.keys(json)).toEqual(['error', 'message', 'details']);
			expect(json.error).toContain('outcome is final (validation_error)');
			expect(json.details).toMatchObject({ httpCode: '200', unclear: true });
		}
		const { error, sent: once } = await respond(1, { answer });
		expect(once).toHaveLength(1);
		expect(error.message).toContain('outcome is final');
		expect(error.description).toContain('may not have been completed');
	});

	test('a failure keeps what waits for a place from being sent', async () => {
		// two at a time: item 0 is told to come back in 30 s, item 1 is fine, so item 2 begins to wait; item 0 then fails for good
		let refusedAt = 0;
		const { sent } = await respond(4, {
			parameters: { options: { maxConcurrentRequests: 2, maxRetryWait: 60 } },
			answer: async (options): Promise<HttpResponse> => {
				const index = indexOf(options);
				if (index === 0) {
					await time.after(10);
					if (refusedAt) return { statusCode: 400, body: '' };
					refusedAt = time.time;
					return { statusCode: 429, headers: { 'retry-after': '30' }, body: '' };
				}
				await time.after(20);
				return { statusCode: 200, body: '' };
			},
		});
		expect(refusedAt).toBeGreaterThan(0);
		expect(sent.map(indexOf)).toEqual([0, 1, 0]);
	});

	test('no request leaves between a 429 and the end of its pause', async () => {
		const starts: number[] = [];
		let pausedUntil = 0;
		let early = 0;
		await respond(30, {
			parameters: { options: { maxConcurrentRequests: 8 } },
			answer: async (_options, count): Promise<HttpResponse> => {
				starts.push(time.time);
				if (time.time < pausedUntil) early++;
				await time.after(count * 10);
				if (count % 9 === 3) {
					pausedUntil = Math.max(pausedUntil, time.time + 5000);
					return { statusCode: 429, headers: { 'retry-after': '5' }, body: '' };
				}
				return { statusCode: 200, body: '' };
			},
		});
		expect(early).toBe(0);
	});
});

describe('batches', () => {
	const mids = (count: number) =>
		Array.from({ length: count }, (_, index) => ({
			descriptor: `SHOP*${index}`,
			psp_name: 'Stripe',
			required_products: ['ethoca'],
			card_acceptor_id: `C${index}`,
		}));
	const enroll = async (items: object[], more: Partial<Execution> = {}) =>
		await respond(0, {
			items: items as never,
			...more,
			parameters: {
				resource: 'enrollment',
				operation: 'enrollMids',
				midSource: 'items',
				options: { batchSize: 3 },
				...more.parameters,
			},
		});

	test('items are sent together, and each gets its own output', async () => {
		const { sent, output } = await enroll(mids(7));
		expect(sent.map((options) => (bodyOf(options) as unknown[]).length).sort()).toEqual([1, 3, 3]);
		expect(output[0].map(({ json, pairedItem }) => [json.descriptor, pairedItem])).toEqual(
			mids(7).map(({ descriptor }, item) => [descriptor, { item }]),
		);
	});
	test('a failed batch fails all of its items, and no others', async () => {
		const { output } = await enroll(mids(7), {
			goesOn: true,
			answer: (options) => ({ statusCode: JSON.stringify(bodyOf(options)).includes('SHOP*3') ? 500 : 200, body: '' }),
		});
		expect(output[0].map(({ json }) => 'error' in json)).toEqual([false, false, false, true, true, true, false]);
		expect(output[0][4].json.details).toMatchObject({ unclear: true });
	});
	test('a bad item leaves its batch, the others keep their pairs', async () => {
		const items = mids(4).map((mid, index) => (index === 1 ? { ...mid, descriptor: '' } : mid));
		const { output, sent } = await enroll(items, { goesOn: true });
		expect((bodyOf(sent[0]) as unknown[]).length).toBe(3);
		expect(output[0].map(({ json }) => json.descriptor)).toEqual(['SHOP*0', undefined, 'SHOP*2', 'SHOP*3']);
	});
	test('each leaves when the one before is under way, though several places are free', async () => {
		const events: string[] = [];
		await enroll(mids(9), {
			answer: async (_options, count) => {
				events.push(`sent ${count}`);
				// a shorter timer than the one between requests ends before it, however busy the machine is
				setTimeout(() => events.push(`connected ${count}`), 1);
				// all are answered only when all have left
				while (events.length < 6) await new Promise((resolve) => setTimeout(resolve, 1));
				return { statusCode: 200, body: '' };
			},
		});
		const [first] = events.map((event) => Number(event.split(' ')[1]));
		expect(events).toEqual([first, first + 1, first + 2].flatMap((count) => [`sent ${count}`, `connected ${count}`]));
	});

	test('a batch size out of bounds sends nothing', async () => {
		const { error, sent } = await enroll(mids(2), { parameters: { options: { batchSize: 1001 } } });
		expect(error.message).toContain('Batch Size');
		expect(sent).toEqual([]);
	});

	test('an answer in another order is paired by name', async () => {
		const { output } = await enroll(mids(2), {
			answer: () => ({
				statusCode: 200,
				body: JSON.stringify({
					data: [
						{ descriptor: 'SHOP*1', card_acceptor_id: 'C1', status: 'rejected' },
						{ descriptor: 'SHOP*0', card_acceptor_id: 'C0', status: 'new' },
					],
				}),
			}),
		});
		expect(output[0].map(({ json }) => [json.cardAcceptorId, json.accepted])).toEqual([
			['C0', true],
			['C1', false],
		]);
	});
	test('an answer that lists only the rejected MIDs says nothing of the others', async () => {
		const { output } = await enroll(mids(3), {
			answer: () => ({
				statusCode: 200,
				body: JSON.stringify({ data: [{ card_acceptor_id: 'C1', status: 'rejected', import_message: 'unknown BIN' }] }),
			}),
		});
		expect(output[0].map(({ json }) => [json.cardAcceptorId, json.accepted])).toEqual([
			['C0', null],
			['C1', false],
			['C2', null],
		]);
		expect(output[0][1].json.importMessage).toBe('unknown BIN');
	});
});

describe('a batch that is refused', () => {
	const alerts = [0, 1, 2].map((index) => ({ id: `alert-${index}` }));
	/** Answers three alerts in one batch, which is refused with this status; single ones are taken, but the second. */
	const answer = async (statusCode: number) => {
		const run = execution({
			items: alerts,
			goesOn: true,
			answer: (options) => {
				const { actions } = bodyOf(options) as { actions: Array<{ id: string }> };
				return { statusCode: actions.length > 1 ? statusCode : actions[0].id === 'alert-1' ? 400 : 200, body: '{}' };
			},
			parameters: {
				resource: 'alert',
				operation: 'respond',
				alertId: (index: number) => alerts[index].id,
				statusCode: 'REFUNDED',
				additionalFields: '{}',
				options: { maxRetryWait: 0 },
			},
		});
		const output = (await time.run(executeNode(run.context, kount))) as Array<
			Array<{ json: object; pairedItem: unknown }>
		>;
		return { sent: run.sent.length, failed: output[0].map(({ json }) => 'error' in json) };
	};
	test.each([400, 404, 409, 413, 422])('with %p for its content is sent singly, once', async (statusCode) => {
		expect(await answer(statusCode)).toEqual({ sent: 4, failed: [false, true, false] });
	});
	test.each([403, 405, 408, 500])('with %p is not: no other content would do', async (statusCode) => {
		expect(await answer(statusCode)).toEqual({ sent: 1, failed: [true, true, true] });
	});
});

describe('batches that are made while others are under way', () => {
	// the requests of these tests take real time
	beforeEach(() => time.restore());

	const transaction = (orderNumber: string, more: object = {}) => ({
		orderNumber,
		orderDateTime: '2026-01-31T10:00:00Z',
		orderTotal: 1,
		...more,
	});

	/** Uploads these transactions, one in each request and two requests at once; the first goes alone. */
	async function upload(
		items: object[],
		answer: () => Promise<HttpResponse>,
		{ parameters, ...more }: Partial<Execution> = {},
	) {
		const run = execution({
			...more,
			items: items as Execution['items'],
			answer,
			parameters: {
				resource: 'transaction',
				operation: 'upload',
				transactionSource: 'items',
				additionalFields: '{}',
				options: { batchSize: 1, maxConcurrentRequests: 2 },
				...parameters,
			},
		});
		return await executeNode(run.context, kount).then(
			(output) => output,
			(error: unknown) => error,
		);
	}
	const ACCEPTED = { statusCode: 200, body: '{}' };

	test('those of one item come out in the order of its list, whatever the order of the answers', async () => {
		let count = 0;
		const names = ['A', 'B', 'C', 'D', 'E', 'F'];
		const output = await upload(
			[{ list: names.map((name) => transaction(name)) }],
			async () => {
				const wait = count++ === 1 ? 150 : 5;
				await new Promise((resolve) => setTimeout(resolve, wait));
				return ACCEPTED;
			},
			{ parameters: { transactionSource: 'field', transactionField: 'list' } },
		);
		expect(
			(output as Array<Array<{ json: { firstOrderNumber: string } }>>)[0].map(({ json }) => json.firstOrderNumber),
		).toEqual(names);
	});

	test('are written while the first waits for its answer, as many as go out at once', async () => {
		const writing = jest.spyOn(uploadOperation, 'request');
		const written: number[] = [];
		try {
			const output = await upload(
				['A', 'B', 'C', 'D', 'E', 'F'].map((name) => transaction(name)),
				async () => {
					await new Promise((resolve) => setTimeout(resolve, 300));
					written.push(writing.mock.calls.length);
					return ACCEPTED;
				},
			);
			expect((output as unknown[][])[0]).toHaveLength(6);
			expect(written[0]).toBe(3);
			expect(writing).toHaveBeenCalledTimes(6);
		} finally {
			writing.mockRestore();
		}
	});

	test('go out together where the token that n8n has fetched is nowhere to be seen', async () => {
		let inFlight = 0;
		const together: number[] = [];
		await upload(
			['A', 'B', 'C', 'D', 'E'].map((name) => transaction(name)),
			async () => {
				together.push(++inFlight);
				await new Promise((resolve) => setTimeout(resolve, 30));
				inFlight--;
				return ACCEPTED;
			},
		);
		expect(together).toEqual([1, 1, 2, 2, 2]);
	});

	test.each([false, true])(
		'that cannot be written end the run with an error of their own, and nothing before them is lost (Continue: %s)',
		async (continueOnFail) => {
			const circle: Record<string, unknown> = {};
			circle.circle = circle;
			const items = [
				...['A', 'B', 'C', 'D'].map((name) => transaction(name)),
				transaction('E', { other: { circle } }),
				transaction('F'),
			];
			let sent = 0;
			const result = await upload(
				items,
				async () => {
					sent++;
					await new Promise((resolve) => setTimeout(resolve, 20));
					return ACCEPTED;
				},
				{ goesOn: continueOnFail },
			);
			expect(sent).toBe(4);
			if (continueOnFail) {
				const [output] = result as INodeExecutionData[][];
				expect(output.map(({ json }) => json.count ?? json.error)).toEqual([
					1,
					1,
					1,
					1,
					expect.stringContaining('cannot be written as JSON'),
					expect.stringContaining('cannot be written as JSON'),
				]);
			} else {
				expect(String(result)).toContain('circular');
				expect((result as NodeOperationError).description).toContain('Completed: ');
			}
		},
	);
});
