import fc from 'fast-check';

import { collectPages } from '../../../../../nodes/common/http/pagination';
import type { JsonRecord } from '../../../../../nodes/common/values/json';

interface Page {
	records: JsonRecord[];
	next?: string;
}

/** Reads pages that are named by their cursor. */
async function read(
	pageOf: (cursor: string, size: number, asked: number) => Page,
	limit = Number.POSITIVE_INFINITY,
	pageSize = 2,
) {
	const cutShort = jest.fn();
	const asked: Array<{ cursor: string; size: number }> = [];
	const records = await collectPages<string>({
		send: async (plan) => {
			const body = plan.body as { cursor: string; size: number };
			asked.push(body);
			return await Promise.resolve({
				status: 200,
				headers: {},
				body: pageOf(body.cursor, body.size, asked.length) as never,
			});
		},
		first: '',
		pageSize,
		limit,
		request: (cursor, size) => ({ method: 'POST', path: '/list', body: { cursor, size }, expect: 'object' }),
		read: (answer) => answer.body as unknown as Page,
		cutShort,
	});
	return { records, asked, cutShort };
}

const rows = (from: number, count: number): JsonRecord[] =>
	Array.from({ length: count }, (_, at) => ({ id: from + at }));

describe('collectPages', () => {
	test('reads to the last page, in order', async () => {
		const { records, asked, cutShort } = await read((cursor) => {
			const at = Number(cursor || 0);
			return { records: rows(at, 2), ...(at < 4 ? { next: String(at + 2) } : {}) };
		});
		expect(records).toEqual(rows(0, 6));
		expect(asked.map(({ cursor }) => cursor)).toEqual(['', '2', '4']);
		expect(cutShort).not.toHaveBeenCalled();
	});

	test('reads no more than wanted, and asks for no more', async () => {
		const { records, asked } = await read(
			(cursor, size) => ({ records: rows(Number(cursor || 0), size), next: String(Number(cursor || 0) + size) }),
			5,
		);
		expect(records).toEqual(rows(0, 5));
		expect(asked.map(({ size }) => size)).toEqual([2, 2, 1]);
	});

	test('cuts what a service gives beyond the size asked for', async () => {
		const { records, asked } = await read(() => ({ records: rows(0, 50), next: 'x' }), 3);
		expect(records).toEqual(rows(0, 3));
		expect(asked).toHaveLength(1);
	});

	test('ends at an empty page even where it names a next one', async () => {
		const { records, asked } = await read((cursor) =>
			cursor === '' ? { records: rows(0, 2), next: 'a' } : { records: [], next: 'b' },
		);
		expect(records).toEqual(rows(0, 2));
		expect(asked).toHaveLength(2);
	});

	test('ends and says so at a page that leads to itself', async () => {
		const { records, asked, cutShort } = await read((_cursor, _size, count) => ({
			records: rows(count * 10, 2),
			next: 'same',
		}));
		expect(asked).toHaveLength(2);
		expect(records).toEqual([...rows(10, 2), ...rows(20, 2)]);
		expect(cutShort).toHaveBeenCalledWith('repeated', 2);
	});

	test('ends and says so at a circle of pages', async () => {
		const next: Record<string, string> = { '': 'a', a: 'b', b: 'c', c: 'a' };
		const { asked, cutShort } = await read((cursor, _size, count) => ({
			records: rows(count * 10, 2),
			next: next[cursor],
		}));
		expect(asked).toHaveLength(4);
		expect(cutShort).toHaveBeenCalledWith('repeated', 4);
	});

	test('ends and says so where the same records come under ever new tokens, and gives them once', async () => {
		const { records, asked, cutShort } = await read((_cursor, _size, count) => ({
			records: rows(0, 2),
			next: `t${count}`,
		}));
		expect(records).toEqual(rows(0, 2));
		expect(asked).toHaveLength(2);
		expect(cutShort).toHaveBeenCalledWith('repeated', 2);
	});

	test('ends and says so after 1,000 pages', async () => {
		const { records, asked, cutShort } = await read((_cursor, _size, count) => ({
			records: rows(count, 1),
			next: `t${count}`,
		}));
		expect(asked).toHaveLength(1000);
		expect(records).toHaveLength(1000);
		expect(cutShort).toHaveBeenCalledWith('cap', 1000);
	});

	test('says nothing where the 1,000th page is the last', async () => {
		const { cutShort } = await read((_cursor, _size, count) => ({
			records: rows(count, 1),
			...(count < 1000 ? { next: `t${count}` } : {}),
		}));
		expect(cutShort).not.toHaveBeenCalled();
	});

	test('gives every record once, whatever the pages and the limit', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.nat(60),
				fc.integer({ min: 1, max: 10 }),
				fc.option(fc.integer({ min: 1, max: 70 })),
				async (total, pageSize, limit) => {
					const { records } = await read(
						(cursor, size) => {
							const at = Number(cursor || 0);
							const page = rows(at, Math.min(size, total - at));
							return { records: page, ...(at + page.length < total ? { next: String(at + page.length) } : {}) };
						},
						limit ?? undefined,
						pageSize,
					);
					expect(records).toEqual(rows(0, Math.min(total, limit ?? total)));
				},
			),
		);
	});
});
