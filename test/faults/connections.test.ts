import { holdTo } from './law';
import { everySendingOperation } from './trial';

const UNCLEAR = [/It is not known whether this was carried out/, /sent once only/];

everySendingOperation((walked, stage) => {
	const isRead = walked.operation.effect === 'read';

	it.each([
		['before the request was read', 'unread'],
		['before it was carried out', 'before'],
		['after it was carried out', 'after'],
	])('a connection reset %s: only a read is sent again', async (_case, reset) => {
		const says = [/connection to .* broke off before its answer was complete/, ...UNCLEAR];
		const expectation = isRead ? { recovers: true, sends: 2 } : { recovers: false, sends: 1, says, unclear: true };
		await holdTo(stage(), walked, { fault: { reset }, expectation });
	});

	if (isRead) {
		it('says that the connection broke off, where it does three times', async () => {
			const says = [/broke off before its answer was complete/, /tried 3 times/];
			await holdTo(stage(), walked, {
				fault: { reset: 'before', count: 3 },
				expectation: { recovers: false, sends: 3, says },
			});
		});
	}
});
