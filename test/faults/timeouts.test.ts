import { holdTo } from './law';
import { everySendingOperation } from './trial';

/** Seconds, long enough for every answer that is not delayed, on a busy machine too. */
const TIMEOUT = 0.6;
const DELAY = 2000;

everySendingOperation((walked, stage) => {
	const isRead = walked.operation.effect === 'read';
	const nodeOptions = { timeout: TIMEOUT };

	it('an answer that does not come in time: only a read is sent again', async () => {
		const says = [/did not answer within 0\.6 s/, /It is not known whether this was carried out/, /sent once only/];
		const expectation = isRead ? { recovers: true, sends: 2 } : { recovers: false, sends: 1, says, unclear: true };
		await holdTo(stage(), walked, { fault: { delay: DELAY }, expectation, nodeOptions });
	});

	if (isRead) {
		it('names the time-out where it does not end', async () => {
			const says = [/did not answer within 0\.6 s/, /Raise Timeout under Options/];
			await holdTo(stage(), walked, {
				fault: { delay: DELAY, count: 3 },
				expectation: { recovers: false, sends: 3, says },
				nodeOptions,
			});
		});
	}
});
