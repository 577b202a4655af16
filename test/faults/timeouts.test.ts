import { holdTo } from './law';
import { everySendingOperation } from './trial';

/** Seconds, long enough for every response that is not delayed, on a busy machine too. */
const TIMEOUT = 0.6;
const DELAY = 2000;

everySendingOperation((walked, harness) => {
	const isRead = walked.operation.effect === 'read';
	const nodeOptions = { timeout: TIMEOUT };

	it('a response that does not come in time: only a read is sent again', async () => {
		const failing = { recovers: false, sends: 1, problem: 'timeout', names: ['0.6 s'], unclear: true };
		const expectation = isRead ? { recovers: true, sends: 2 } : failing;
		await holdTo(harness(), walked, { fault: { delay: DELAY }, expectation, nodeOptions });
	});

	if (isRead) {
		it('names the timeout if it does not end', async () => {
			await holdTo(harness(), walked, {
				fault: { delay: DELAY, count: 3 },
				expectation: { recovers: false, sends: 3, problem: 'timeout', names: ['0.6 s'] },
				nodeOptions,
			});
		});
	}
});
