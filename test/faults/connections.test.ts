import { holdTo } from './law';
import { everySendingOperation } from './trial';

everySendingOperation((walked, harness) => {
	const isRead = walked.operation.effect === 'read';

	it.each([
		['before the request was read', 'unread'],
		['before it was completed', 'before'],
		['after it was completed', 'after'],
	])('a connection reset %s: only a read is sent again', async (_case, reset) => {
		const expectation = isRead
			? { recovers: true, sends: 2 }
			: { recovers: false, sends: 1, problem: 'connectionLost', unclear: true };
		await holdTo(harness(), walked, { fault: { reset }, expectation });
	});

	if (isRead) {
		it('says that the connection was lost, if that happens three times', async () => {
			await holdTo(harness(), walked, {
				fault: { reset: 'before', count: 3 },
				expectation: { recovers: false, sends: 3, problem: 'connectionLost' },
			});
		});
	}
});
