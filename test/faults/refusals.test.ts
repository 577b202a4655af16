import { holdTo } from './law';
import { everySendingOperation, isError } from './trial';

const UNCLEAR = [/It is not known whether this was carried out/, /sent once only/];

everySendingOperation((walked, stage) => {
	const isRead = walked.operation.effect === 'read';

	it('lets three items through, each on its own', async () => {
		const { items, own } = await stage().course(walked);
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
			const trials = await holdTo(stage(), walked, { fault, expectation: { recovers: true, sends: 2 } });
			// the rest of a pause may be waited for again where a timer was early
			for (const { waited } of trials)
				expect(waited.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(least - 100);
		},
	);

	it('names the time where 429 asks for more than Max Retry Wait', async () => {
		const says = [/asks to wait 3600 s/, /This request was not carried out/];
		await holdTo(stage(), walked, {
			fault: { status: 429, retryAfter: 3600 },
			expectation: { recovers: false, sends: 1, says },
		});
	});

	it('names the date where 429 asks for more than Max Retry Wait by one', async () => {
		const retryAfter = new Date(Date.now() + 3_600_000).toUTCString();
		const says = [new RegExp(`asks to wait until ${retryAfter}`), /This request was not carried out/];
		await holdTo(stage(), walked, {
			fault: { status: 429, retryAfter },
			expectation: { recovers: false, sends: 1, says },
		});
	});

	it('gives up where 429 does not end', async () => {
		const says = [
			/asks to wait 4 s before the next request, more than Max Retry Wait \(10 s\)/,
			/This request was not carried out/,
		];
		const expectation = { recovers: false, sends: 3, says };
		await holdTo(stage(), walked, {
			fault: { status: 429, retryAfter: 4, count: 3 },
			expectation,
			nodeOptions: { maxRetryWait: 10 },
		});
	});

	it.each([[408], [500], [503]])('after %i sends only a read again', async (status) => {
		const says = [new RegExp(`answered ${status}`), ...UNCLEAR];
		const expectation = isRead ? { recovers: true, sends: 2 } : { recovers: false, sends: 1, says, unclear: true };
		await holdTo(stage(), walked, { fault: { status }, expectation });
	});

	it('does nothing twice where a failure came after it was carried out', async () => {
		const expectation = isRead
			? { recovers: true, sends: 2 }
			: { recovers: false, sends: 1, says: [/answered 500/, ...UNCLEAR], unclear: true };
		await holdTo(stage(), walked, { fault: { status: 500, afterProcessing: true }, expectation });
	});

	if (isRead) {
		it.each([[408], [500]])('names %i where it does not end after three tries', async (status) => {
			const says = [new RegExp(`answered ${status}`), /tried 3 times/];
			await holdTo(stage(), walked, { fault: { status, count: 3 }, expectation: { recovers: false, sends: 3, says } });
		});

		it('names 503 where it does not end', async () => {
			const says = [/still answered 503 after \d+ s of waiting; Max Retry Wait \(1 s\)/];
			const fault = { status: 503, count: 9 };
			const course = await stage().course(walked);
			const { items, requests } = await stage().run(walked, {
				faults: [{ ...fault, skip: course.before }],
				nodeOptions: { maxRetryWait: 1 },
			});
			expect(isError(items[1])).toBe(true);
			expect(String(items[1][0].json.error)).toMatch(says[0]);
			expect(requests.length).toBeGreaterThan(course.total);
		});
	}
});
