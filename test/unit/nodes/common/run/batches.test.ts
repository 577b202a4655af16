import fc from 'fast-check';

import { InputError } from '../../../../../nodes/common/errors/errors';
import { type BatchOperation, Bytes } from '../../../../../nodes/common/operation';
import {
	type Batch,
	type BatchLimits,
	batchLimits,
	formBatches,
	RowList,
	writeRows,
} from '../../../../../nodes/common/run/batches';
import { resources } from '../../../../../nodes/Kount/actions';

const upload = resources
	.flatMap(({ operations }) => operations)
	.find(({ value }) => value === 'upload') as BatchOperation;
const respond = resources
	.flatMap(({ operations }) => operations)
	.find(({ value }) => value === 'respond') as BatchOperation;

/** Entries of these texts; entry n belongs to item n. */
function listOf(texts: string[], items = texts.map((_, index) => index)): RowList {
	const list = new RowList();
	texts.forEach((text, place) => list.add(items[place], [{ text }]));
	return list;
}

const plain: BatchOperation = {
	...upload,
	request: (entries) => ({ method: 'POST', path: '/', body: Bytes.json(`{"list":[${entries}]}`), expect: 'anything' }),
};
const FRAME = '{"list":[]}'.length;
const ENTRY = '{"text":""}'.length;
const form = (list: RowList, limits: Partial<BatchLimits>, operation = plain, refused = new Set<number>()): Batch[] => [
	...formBatches(list, operation, { size: 1000, bytes: Number.POSITIVE_INFINITY, ...limits }, refused),
];
const bodyOf = ({ request }: Batch) => (request.body as Bytes).content;
const sizes = (batches: Batch[]) => batches.map(({ rows }) => rows.length);

describe('batches by count', () => {
	test.each([
		[0, 3, []],
		[1, 3, [1]],
		[3, 3, [3]],
		[4, 3, [3, 1]],
		[6, 3, [3, 3]],
		[5, 1, [1, 1, 1, 1, 1]],
	])('%d entries, at most %d', (count, size, expected) => {
		expect(sizes(form(listOf(Array<string>(count).fill('x')), { size }))).toEqual(expected);
	});
	test('100,000 entries: ceil(100,000 / 500) requests', () => {
		expect(form(listOf(Array<string>(100_000).fill('x')), { size: 500 })).toHaveLength(200);
	});
});

describe('batches by bytes', () => {
	// three entries with 4 letters and two commas
	const THREE = FRAME + 3 * (ENTRY + 4) + 2;
	const texts = Array<string>(6).fill('abcd');

	test.each([
		[THREE, [3, 3]],
		[THREE + ENTRY + 4, [3, 3]],
		[THREE + ENTRY + 5, [4, 2]],
		[THREE - 1, [2, 2, 2]],
		[FRAME + ENTRY + 4, [1, 1, 1, 1, 1, 1]],
		[1, [1, 1, 1, 1, 1, 1]],
	])('a limit of %d bytes', (bytes, expected) => {
		const batches = form(listOf(texts), { bytes });
		expect(sizes(batches)).toEqual(expected);
	});

	test('letters of several bytes count as they are sent', () => {
		expect(sizes(form(listOf(['Ω', 'Ω']), { bytes: FRAME + 2 * ENTRY + 5 }))).toEqual([2]);
		expect(sizes(form(listOf(['Ω', 'Ω']), { bytes: FRAME + 2 * ENTRY + 4 }))).toEqual([1, 1]);
	});

	test('an entry larger than the limit goes alone, and takes no other with it', () => {
		expect(sizes(form(listOf(['a', 'x'.repeat(500), 'b', 'c']), { bytes: 100 }))).toEqual([1, 1, 2]);
	});

	test('random entries: no body above a limit unless one entry alone, none that could have taken one more, nothing lost or moved', () => {
		fc.assert(
			fc.property(
				fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 60 }),
				fc.integer({ min: 1, max: 400 }),
				fc.integer({ min: 1, max: 20 }),
				(given, bytes, size) => {
					// as upload writes them: JSON within JSON, with what UTF-16 halves become
					const list = listOf(given);
					const batches = form(list, { bytes, size }, upload);
					expect(batches.flatMap(({ rows }) => rows)).toEqual(list.rows);
					expect(batches.flatMap(({ items }) => items)).toEqual(list.items);
					batches.forEach((batch, place) => {
						const { transactions } = JSON.parse(bodyOf(batch).toString()) as { transactions: string };
						expect(JSON.parse(transactions)).toEqual(batch.rows);
						expect(batch.rows.length).toBeLessThanOrEqual(size);
						if (batch.rows.length > 1) expect(bodyOf(batch).length).toBeLessThanOrEqual(bytes);
						const next = batches[place + 1];
						if (!next) return;
						const oneMore = upload.request(writeRows([...batch.rows, next.rows[0]])).body.content.length;
						expect(batch.rows.length === size || oneMore > bytes).toBe(true);
					});
				},
			),
			{ numRuns: 500 },
		);
	});
});

describe('the items of a batch', () => {
	test('each once, in order, be their entries one or many; refused ones are left out', () => {
		const list = listOf(['a', 'b', 'c', 'd', 'e'], [0, 0, 1, 2, 2]);
		expect(form(list, { size: 3 }).map(({ indexes, items }) => [indexes, items])).toEqual([
			[
				[0, 1],
				[0, 0, 1],
			],
			[[2], [2, 2]],
		]);
		expect(form(list, { size: 3 }, plain, new Set([1])).map(({ indexes }) => indexes)).toEqual([[0, 2], [2]]);
		expect(form(list, {}, plain, new Set([0, 1, 2]))).toEqual([]);
	});

	test('an entry is written when its batch is formed, and not before', () => {
		const request = jest.fn(plain.request);
		const batches = formBatches(
			listOf(Array<string>(10).fill('x')),
			{ ...plain, request },
			{ size: 3, bytes: Number.POSITIVE_INFINITY },
			new Set(),
		);
		expect(request).not.toHaveBeenCalled();
		batches.next();
		expect(request.mock.calls).toHaveLength(1);
	});
});

describe('batchLimits', () => {
	test('500 transactions and 1 MB, or 50 alert answers', () => {
		expect(batchLimits(upload, {})).toEqual({ size: 500, bytes: 1_000_000 });
		expect(batchLimits(respond, {})).toEqual({ size: 50, bytes: Number.POSITIVE_INFINITY });
	});
	test('as chosen', () => {
		expect(batchLimits(upload, { batchSize: '7', batchKilobytes: 2 })).toEqual({ size: 7, bytes: 2000 });
	});
	test.each<[object]>([
		[{ batchSize: 0 }],
		[{ batchSize: 2.5 }],
		[{ batchSize: 'many' }],
		[{ batchSize: 1e9 }],
		[{ batchKilobytes: 0 }],
		[{ batchKilobytes: -1 }],
		[{ batchKilobytes: 1e6 }],
	])('%p is refused', (options) => {
		expect(() => batchLimits(upload, options)).toThrow(InputError);
	});
});
