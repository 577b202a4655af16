import { PaymentTokens, paymentIdIn, readToken } from '../../../../nodes/Klavi/api/tokens';
import { VirtualClock } from '../virtualClock';

let time: VirtualClock;
beforeEach(() => {
	time = new VirtualClock().install();
});
afterEach(() => time.restore());

const jwt = (claims: unknown) =>
	`e30.${Buffer.from(typeof claims === 'string' ? claims : JSON.stringify(claims)).toString('base64url')}.sig`;

describe('the payment that a token names', () => {
	test.each<[string, string, string | null]>([
		['the claim', jwt({ payload: { id: 'pay-1', status: 'STARTED' } }), 'pay-1'],
		['non-ASCII claims', jwt({ name: 'Açaí', payload: { id: 'pay-2' } }), 'pay-2'],
		['no claim', jwt({ sub: 'x' }), null],
		['a claim without an id', jwt({ payload: {} }), null],
		['an id that is no text', jwt({ payload: { id: { a: 1 } } }), null],
		['a claim that is text', jwt({ payload: 'pay-1' }), null],
		['claims that are no JSON', jwt('{'), null],
		['an opaque token', 'a0b1c2', null],
		['nothing', '', null],
	])('%s', (_case, token, expected) => {
		expect(paymentIdIn(token)).toBe(expected);
	});
});

describe('the response of the auth call', () => {
	test.each<[unknown, number | undefined]>([
		[{ accessToken: 't', expireIn: 1800 }, 1740],
		[{ accessToken: 't', expire: '1800' }, 1740],
		[{ accessToken: 't' }, 1740],
		[{ accessToken: 't', expireIn: 60 }, 58],
		[{ accessToken: 't', expireIn: 999_999 }, 1740],
		[{ accessToken: 't', expireIn: 'soon' }, 1740],
		[{ accessToken: 't', expireIn: -5 }, 1740],
		[{ accessToken: '' }, undefined],
		[{}, undefined],
		[undefined, undefined],
		['t', undefined],
	])('%j', (body, seconds) => {
		const token = readToken(body);
		expect(token === undefined ? undefined : Math.round((token.usableUntil - time.time) / 1000)).toBe(seconds);
	});
});

describe('the tokens of payments', () => {
	const token = (text: string) => readToken({ accessToken: text }) as NonNullable<ReturnType<typeof readToken>>;

	test('are kept by account and payment until they expire', () => {
		const tokens = new PaymentTokens();
		tokens.keep('a', 'p', token('t1'));
		tokens.keep('b', 'p', token('t2'));
		expect([tokens.of('a', 'p'), tokens.of('b', 'p'), tokens.of('a', 'q')]).toEqual(['t1', 't2', undefined]);
		time.time += 1_739_000;
		expect(tokens.of('a', 'p')).toBe('t1');
		time.time += 1000;
		expect(tokens.of('a', 'p')).toBeUndefined();
	});
	test('are forgotten when they are dropped, and never accumulate', () => {
		const tokens = new PaymentTokens();
		for (let index = 0; index < 10_005; index++) tokens.keep('a', `p${index}`, token(`t${index}`));
		expect([tokens.of('a', 'p4'), tokens.of('a', 'p5'), tokens.of('a', 'p10004')]).toEqual([undefined, 't5', 't10004']);
		tokens.drop('a', 'p5');
		expect(tokens.of('a', 'p5')).toBeUndefined();
	});
});
