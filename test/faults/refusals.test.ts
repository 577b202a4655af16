import { holdTo } from './law';
import { everySendingOperation, isError } from './trial';

everySendingOperation((walked, harness) => {
	const isRead = walked.operation.effect === 'read';

	it('processes three items, each on its own', async () => {
		const { items, own } = await harness().baseline(walked);
		expect(items.map(isError)).toEqual([false, false, false]);
		expect(own).toBeGreaterThan(0);
	});

	it.each([
		['429 with seconds', { status: 429, retryAfter: 4 }, 4000],
		['429 with a date', { status: 429, date: 50 }, 20_000],
		['429 without Retry-After', { status: 429 }, 200],
		['503 with seconds', { status: 503, retryAfter: 4 }, 4000],
	])(
		'waits and goes on after %s',
		async (_case, { date, ...given }: { status: number; retryAfter?: number; date?: number }, least) => {
			const fault =
				date === undefined ? given : { ...given, retryAfter: new Date(Date.now() + date * 1000).toUTCString() };
			const trials = await holdTo(harness(), walked, { fault, expectation: { recovers: true, sends: 2 } });
			// if a timer was early, the rest of a pause is waited for again
			for (const { waited } of trials)
				expect(waited.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(least - 100);
		},
	);

	it('names the time if 429 asks for more than Max Retry Wait', async () => {
		const names = ['3600 s', 'Max Retry Wait', '60 s'];
		await holdTo(harness(), walked, {
			fault: { status: 429, retryAfter: 3600 },
			expectation: { recovers: false, sends: 1, problem: 'waitTooLong', httpCode: '429', names, holdsBack: true },
		});
	});

	it('names the date if 429 asks by a date for more than Max Retry Wait', async () => {
		const retryAfter = new Date(Date.now() + 3_600_000).toUTCString();
		await holdTo(harness(), walked, {
			fault: { status: 429, retryAfter },
			expectation: {
				recovers: false,
				sends: 1,
				problem: 'waitTooLong',
				httpCode: '429',
				names: [retryAfter],
				holdsBack: true,
			},
		});
	});

	it('gives up if 429 does not end', async () => {
		const names = ['4 s', 'Max Retry Wait', '10 s'];
		const expectation = { recovers: false, sends: 3, problem: 'waitTooLong', httpCode: '429', names };
		await holdTo(harness(), walked, {
			fault: { status: 429, retryAfter: 4, count: 3 },
			expectation,
			nodeOptions: { maxRetryWait: 10 },
		});
	});

	it.each([[408], [500], [503]])('after %i sends only a read again', async (status) => {
		const failing = { recovers: false, sends: 1, problem: 'outcomeUnknown', httpCode: String(status), unclear: true };
		const expectation = isRead ? { recovers: true, sends: 2 } : failing;
		await holdTo(harness(), walked, { fault: { status }, expectation });
	});

	it('does nothing twice if a failure came after it was completed', async () => {
		const expectation = isRead
			? { recovers: true, sends: 2 }
			: { recovers: false, sends: 1, problem: 'outcomeUnknown', httpCode: '500', unclear: true };
		await holdTo(harness(), walked, { fault: { status: 500, afterProcessing: true }, expectation });
	});

	if (isRead) {
		it.each([[408], [500]])('names %i if it does not end after three tries', async (status) => {
			const expectation = { recovers: false, sends: 3, problem: 'serverError', httpCode: String(status) };
			await holdTo(harness(), walked, { fault: { status, count: 3 }, expectation });
		});

		it('names 503 if it does not end', async () => {
			// what waits for a record goes on
			const goesOn = harness().bench.waits.includes(walked.name);
			const fault = { status: 503, count: goesOn ? 3 : 9 };
			const baseline = await harness().baseline(walked);
			const { items, requests } = await harness().run(walked, {
				faults: [{ ...fault, skip: baseline.before }],
				nodeOptions: { maxRetryWait: 1 },
			});
			expect(isError(items[1])).toBe(!goesOn);
			if (goesOn) return;
			expect(items[1][0].json.details).toMatchObject({ problem: 'stillBusy', httpCode: '503' });
			expect(items[1][0].json.error).toContain('1 s');
			expect(requests.length).toBeGreaterThan(baseline.total);
		});
	}
});
