import { Prefetch } from '../../../../../nodes/common/run/prefetch';

/** Counts to `count`, and notes how far it has come. */
function counting(count: number, failAt = Number.POSITIVE_INFINITY) {
	const made: number[] = [];
	function* source(): Generator<number, void> {
		for (let number = 1; number <= count; number++) {
			if (number === failAt) throw new Error(`Cannot make ${number}`);
			made.push(number);
			yield number;
		}
	}
	return { made, source: source() };
}
const wanted = () => new AbortController().signal;

describe('what is made ahead', () => {
	test('comes in order, each once, made ahead or not, and then nothing', async () => {
		const { source } = counting(5);
		const ahead = new Prefetch(source, 2, wanted());
		const taken = [ahead.take()];
		await ahead.make();
		for (let number = 0; number < 6; number++) taken.push(ahead.take());
		expect(taken).toEqual([1, 2, 3, 4, 5, undefined, undefined]);
	});

	test('is not made before others had their turn', async () => {
		const { made, source } = counting(5);
		const making = new Prefetch(source, 2, wanted()).make();
		expect(made).toEqual([]);
		await making;
		expect(made).toEqual([1, 2]);
	});

	test('is no more than allowed, however often it is asked for', async () => {
		const { made, source } = counting(50);
		const ahead = new Prefetch(source, 3, wanted());
		await Promise.all([ahead.make(), ahead.make(), ahead.make()]);
		await ahead.make();
		expect(made).toEqual([1, 2, 3]);
		ahead.take();
		await ahead.make();
		expect(made).toEqual([1, 2, 3, 4]);
	});

	test('is nothing once nothing more is wanted', async () => {
		const { made, source } = counting(50);
		const run = new AbortController();
		const making = new Prefetch(source, 3, run.signal).make();
		run.abort();
		await making;
		expect(made).toEqual([]);
	});

	test('that cannot be made fails where it is taken, and not where nobody listens', async () => {
		const { source } = counting(5, 2);
		const ahead = new Prefetch(source, 3, wanted());
		await expect(ahead.make()).resolves.toBeUndefined();
		expect(ahead.take()).toBe(1);
		expect(() => ahead.take()).toThrow('Cannot make 2');
	});
});
