import { ExactNumber, parseJson, withoutNulls, writeJson } from '../../../../nodes/common/values/json';
import { withinBytes } from '../../../../nodes/Kloutit/actions/file/byteBudget';
import { multipartForm } from '../../../../nodes/Kloutit/actions/file/multipart';

describe('multipartForm', () => {
	const file = {
		name: 'file',
		fileName: 'März "1"\\.pdf',
		mimeType: 'application/pdf',
		content: Buffer.from([0, 13, 10, 255]),
	};

	test('frames texts and one file, the bytes untouched', () => {
		const { content, contentType } = multipartForm({ category: 'RECEIPT' }, file);
		const [, boundary] = /^multipart\/form-data; boundary=(\S+)$/.exec(contentType) ?? [];
		const text = content.toString('utf8');
		expect(
			text.startsWith(
				`--${boundary}\r\nContent-Disposition: form-data; name="category"\r\n\r\nRECEIPT\r\n--${boundary}\r\n`,
			),
		).toBe(true);
		expect(text).toContain('name="file"; filename="März \\"1\\"\\\\.pdf"\r\nContent-Type: application/pdf\r\n\r\n');
		expect(
			content.indexOf(Buffer.concat([Buffer.from('\r\n\r\n'), file.content, Buffer.from(`\r\n--${boundary}--\r\n`)])),
		).toBeGreaterThan(0);
	});

	test('has its own boundary each time', () => {
		expect(multipartForm({}, file).contentType).not.toBe(multipartForm({}, file).contentType);
	});

	test('a name cannot break out of its header', () => {
		const { content } = multipartForm({}, { ...file, fileName: 'a"\r\nX-Evil: 1\r\n\r\n.pdf' });
		expect(content.toString('utf8')).not.toMatch(/^X-Evil/m);
	});
});

describe('exact numbers', () => {
	test('are sent with their digits, everything else as JSON writes it', () => {
		expect(writeJson({ a: new ExactNumber('299.90'), b: [new ExactNumber('0.10'), 'x"y', null], c: 1 })).toBe(
			'{"a":299.90,"b":[0.10,"x\\"y",null],"c":1}',
		);
	});

	test('are not text: text that looks like one stays text', () => {
		expect(writeJson({ a: '299.90', b: 'exact299.90' })).toBe('{"a":"299.90","b":"exact299.90"}');
	});

	test('what is written is read back', () => {
		expect(parseJson(writeJson({ amount: new ExactNumber('12345678901234567890.50') }))).toEqual({
			amount: '12345678901234567890.50',
		});
	});

	test('withoutNulls drops fields, at any depth, and no entries of lists', () => {
		const amount = new ExactNumber('1.0');
		expect(withoutNulls({ a: null, b: { c: null, d: [null, { e: null, f: false }] }, g: 0, h: amount })).toEqual({
			b: { d: [null, { f: false }] },
			g: 0,
			h: amount,
		});
	});
});

describe('withinBytes', () => {
	const MEGABYTE = 1024 * 1024;

	test('keeps the files that are sent at the same time within the limit, in their order, and sends a larger one alone', async () => {
		let underWay = 0;
		let most = 0;
		const order: number[] = [];
		const sizes = [6, 6, 6, 40, 6, 1, 1, 16];
		await Promise.all(
			sizes.map(async (size, index) => {
				await withinBytes(size * MEGABYTE, async () => {
					order.push(index);
					underWay += size;
					if (size < 40) most = Math.max(most, underWay);
					else expect(underWay).toBe(size);
					await new Promise((resolve) => setTimeout(resolve, 5));
					underWay -= size;
				});
			}),
		);
		expect(most).toBeGreaterThan(6);
		expect(most).toBeLessThanOrEqual(16);
		expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
	});

	test('frees the budget after a failure', async () => {
		await expect(withinBytes(16 * MEGABYTE, async () => await Promise.reject(new Error('no')))).rejects.toThrow('no');
		await expect(withinBytes(16 * MEGABYTE, async () => await Promise.resolve(7))).resolves.toBe(7);
	});
});
