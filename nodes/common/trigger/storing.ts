import type { INodeExecutionData } from 'n8n-workflow';

/**
 * Resolves when n8n writes a trigger's items to its database. In one transaction, n8n inserts the execution, then serializes its items,
 * and inserts these. So when the items are serialized, the database has just answered, and little is left to do. n8n says neither this
 * nor when it has finished, but serializing calls an object's `toJSON`, if it has one.
 * @param items what the trigger is about to return. The first gets a hidden `toJSON`, which takes itself away when it is called
 */
export async function whenStoring([item]: INodeExecutionData[]): Promise<void> {
	await new Promise<void>((resolve) => {
		const toJSON = () => {
			delete (item as { toJSON?: unknown }).toJSON;
			resolve();
			return item;
		};
		Object.defineProperty(item, 'toJSON', { value: toJSON, configurable: true });
	});
}
