import { whenStoring } from '../../../../../nodes/common/trigger/storing';
import { settle } from '../../virtualClock';

/** An event with two items. */
async function event() {
	const items = [{ json: { id: 'A-1', toJSON: 'a field of the event' } }, { json: { id: 'A-2' } }];
	let isStoring = false;
	void whenStoring(items).then(() => {
		isStoring = true;
	});
	await settle();
	return { items, plain: structuredClone(items), isStoring: () => isStoring };
}

test('is told when n8n serializes the items, which stay as they are', async () => {
	const { items, plain, isStoring } = await event();
	expect(isStoring()).toBe(false);
	const stored = JSON.stringify({ executionData: { nodeExecutionStack: [{ data: { main: [items] } }] } });
	await settle();
	expect(isStoring()).toBe(true);
	const { executionData } = JSON.parse(stored) as { executionData: { nodeExecutionStack: unknown[] } };
	expect(executionData.nodeExecutionStack).toEqual([{ data: { main: [plain] } }]);
	expect(items).toEqual(plain);
	expect(Object.getOwnPropertyNames(items[0])).toEqual(['json']);
});

test('is not told when the items are only read or copied', async () => {
	const { items, plain, isStoring } = await event();
	expect({ ...items[0] }).toEqual(plain[0]);
	expect(Object.keys(items[0])).toEqual(['json']);
	expect(items.map(({ json }) => json.id)).toEqual(['A-1', 'A-2']);
	await settle();
	expect(isStoring()).toBe(false);
});
