import { payment, type RunningKlavi, runKlavi } from './harness';

let running: RunningKlavi;
beforeAll(async () => {
	running = await runKlavi();
});
beforeEach(() => running.sandbox.reset());
afterAll(() => running.sandbox.close());

const open = (url: string) => running.raw('GET', url);
const send = (url: string, form: string) =>
	running.raw('POST', url, form, { 'content-type': 'application/x-www-form-urlencoded' });
const formKeyOf = (html: string): string => /name="formKey" value="([^"]+)"/.exec(html)?.[1] ?? '';
const decide = (url: string, html: string, decision: string) =>
	send(url, `formKey=${formKeyOf(html)}&decision=${decision}`);
const status = async () => (await running.payments())[0].status;

/** The consent URL of a new payment. */
async function consentUrl(changes: object = {}): Promise<string> {
	await running.create(payment(changes));
	await running.advance(20);
	return (await running.payments()).at(-1).consentUrl;
}

describe('the bank page', () => {
	it('shows what is to be paid and loads nothing from elsewhere', async () => {
		const {
			status: code,
			text,
			headers,
		} = await open(await consentUrl({ user: { taxId: '12345678901', name: '<b>"L&' } }));
		expect([code, headers['content-type'], headers['cache-control']]).toEqual([
			200,
			'text/html; charset=utf-8',
			'no-store',
		]);
		expect(text).toContain('R$ 48.00');
		expect(text).toContain('&lt;b&gt;&quot;L&amp;');
		expect(text).toContain('Mock Bank');
		expect(text).toContain('>Authorize</button>');
		expect(text).toContain('>Refuse</button>');
		expect(text).not.toMatch(/(src|href)=|https?:|<script/);
	});

	it('takes an authorization and returns to the shop as it was told', async () => {
		const url = await consentUrl();
		const { status: code, headers } = await decide(url, (await open(url)).text, 'authorize');
		expect([code, headers.location]).toEqual([303, 'https://shop.example.com/back?order=1']);
		expect(await status()).toBe('CONSENT_AUTHORIZED');
		await running.advance(60);
		expect(await status()).toBe('PAYMENT_COMPLETED');
	});

	it('takes a refusal, and returns where errors go', async () => {
		const url = await consentUrl({ redirectOnErrorURL: 'https://shop.example.com/failed' });
		const { headers } = await decide(url, (await open(url)).text, 'refuse');
		expect(headers.location).toBe('https://shop.example.com/failed');
		expect((await running.payments())[0]).toMatchObject({
			status: 'CONSENT_REJECTED',
			failure: { code: 'REJEITADO_USUARIO' },
		});
	});

	it('shows the result where there is no address to return to', async () => {
		const url = await consentUrl({ redirectURL: undefined });
		const { status: code, text } = await decide(url, (await open(url)).text, 'authorize');
		expect([code, text]).toEqual([200, expect.stringContaining('Payment authorized')]);
	});

	it('opens once', async () => {
		const url = await consentUrl();
		const { text } = await open(url);
		const again = await open(url);
		expect([again.status, again.text]).toEqual([410, expect.stringContaining('already used')]);
		expect(formKeyOf(again.text)).toBe('');
		expect((await running.payments())[0]).toMatchObject({ consentUrl: url, consentOpenedAt: expect.any(String) });
		expect((await decide(url, text, 'authorize')).status).toBe(303);
	});

	it('opens within 60 seconds', async () => {
		const [early, late] = [await consentUrl(), await consentUrl()];
		await running.advance(35);
		expect((await open(early)).status).toBe(200);
		await running.advance(25);
		const { status: code, text } = await open(late);
		expect([code, text]).toEqual([410, expect.stringContaining('Link expired')]);
		expect(await status()).toBe('CONSENT_AWAITING_AUTHORIZATION');
	});

	it('takes no decision without having been opened, nor without its key', async () => {
		const url = await consentUrl();
		const [{ consent }] = running.sandbox.state.klavi.payments.values();
		expect((await send(url, `formKey=${consent?.formKey}&decision=authorize`)).status).toBe(403);
		const { text } = await open(url);
		expect((await send(url, 'decision=authorize')).status).toBe(403);
		expect((await send(url, `formKey=${formKeyOf(text)}&decision=perhaps`)).status).toBe(400);
		expect(await status()).toBe('CONSENT_AWAITING_AUTHORIZATION');
	});

	it('takes one decision, and none after 300 seconds', async () => {
		const [one, two] = [await consentUrl(), await consentUrl()];
		const pages = [await open(one), await open(two)];
		await decide(one, pages[0].text, 'authorize');
		expect((await decide(one, pages[0].text, 'refuse')).status).toBe(410);
		await running.advance(300);
		expect((await decide(two, pages[1].text, 'authorize')).status).toBe(410);
		expect((await running.payments()).map(({ status: is }) => is)).toEqual(['PAYMENT_COMPLETED', 'CONSENT_REJECTED']);
	});

	it('knows no other link', async () => {
		expect((await open(`${running.url}/klavi/bank/nothing`)).status).toBe(404);
	});
});

describe('the hosted checkout', () => {
	const checkout = (given?: object, path = '/whitelabel') => {
		const { accessKey, secretKey } = running.sandbox.settings.klavi;
		return running.klavi('POST', path, { accessKey, secretKey, ...(given === undefined ? {} : { payment: given }) });
	};
	const FILLED =
		'name=L%C3%BAcia&taxId=12345678901&amount=48,50&participantId=c8f0bf49-4744-4933-8960-7add6e590841&decision=continue';

	it('leads over its page and the bank back to the shop', async () => {
		const { status: code, json } = await checkout({ redirectURL: 'https://shop.example.com/back' });
		expect([code, json]).toEqual([
			201,
			{
				id: expect.any(String),
				accessToken: expect.any(String),
				paymentURL: expect.stringContaining('/klavi/checkout?v='),
			},
		]);
		const read = async () =>
			(await running.klavi('GET', `/payments/${json.id}/status`, undefined, json.accessToken)).json;
		expect((await read()).status).toBe('PREPARING');
		const { text } = await open(json.paymentURL);
		for (const field of ['participantId', 'name', 'taxId', 'amount']) expect(text).toContain(`name="${field}"`);
		const { status: sent, headers } = await send(json.paymentURL, FILLED);
		expect(sent).toBe(303);
		expect(await read()).toMatchObject({
			status: 'CONSENT_AWAITING_AUTHORIZATION',
			amount: '4850',
			redirectConsentURL: headers.location,
		});
		const bank = await open(headers.location);
		expect((await decide(headers.location, bank.text, 'authorize')).headers.location).toBe(
			'https://shop.example.com/back',
		);
		expect(await status()).toBe('CONSENT_AUTHORIZED');
		expect((await open(json.paymentURL)).status).toBe(410);
	});

	it('asks only for what was not given', async () => {
		const given = payment();
		const { json } = await checkout(given);
		expect((await open(json.paymentURL)).text).not.toMatch(/name="(participantId|name|taxId|amount)"/);
		expect((await send(json.paymentURL, 'decision=continue')).status).toBe(303);
		expect((await running.payments())[0]).toMatchObject({ clientId: given.externalId, amount: '4800', checkout: true });
		expect((await running.create(payment({ externalId: given.externalId }))).status).toBe(409);
		expect((await checkout({ externalId: given.externalId })).status).toBe(409);
	});

	it('says on the page what is missing or wrong', async () => {
		const { json } = await checkout();
		const { status: code, text } = await send(
			json.paymentURL,
			FILLED.replace('48,50', '48').replace('12345678901', '1'),
		);
		expect(code).toBe(422);
		expect(text).toContain('amount must be');
		expect(text).toContain('user.taxId must be');
		expect(await status()).toBe('PREPARING');
	});

	it('works for instant payments', async () => {
		const { json } = await checkout({ externalInfo: 'x' }, '/instant/payment-links');
		expect(await status()).toBe('STARTED');
		const { status: sent } = await send(json.paymentURL, FILLED);
		expect(sent).toBe(303);
		expect((await running.payments())[0]).toMatchObject({
			status: 'CONSENT_AWAITING_AUTHORIZATION',
			amount: '48.50',
			revision: 'instant',
		});
	});

	it('can be cancelled, and expires with its token', async () => {
		const cancelled = await checkout({ redirectURL: 'https://shop.example.com/back' });
		expect((await send(cancelled.json.paymentURL, 'decision=cancel')).headers.location).toBe(
			'https://shop.example.com/back',
		);
		const left = await checkout();
		await running.advance(1800);
		expect((await open(left.json.paymentURL)).status).toBe(410);
		expect((await running.payments()).map(({ status: is }) => is)).toEqual(['CANCELED', 'EXPIRED']);
		expect(
			(await running.klavi('GET', `/payments/${left.json.id}/status`, undefined, left.json.accessToken)).status,
		).toBe(401);
	});

	it('has a token that serves nothing else', async () => {
		running.set({ tokenScope: 'any' });
		const other = await running.create();
		const { json } = await checkout();
		expect((await running.create(payment(), json.accessToken)).status).toBe(403);
		expect((await running.klavi('GET', `/payments/${other.json.id}`, undefined, json.accessToken)).status).toBe(403);
	});

	it('demands the keys, and checks what is given', async () => {
		expect((await running.klavi('POST', '/whitelabel', { accessKey: 'x', secretKey: 'y' })).status).toBe(401);
		expect((await running.klavi('POST', '/whitelabel', {})).status).toBe(422);
		expect((await checkout([])).status).toBe(422);
		const { status: code, json } = await checkout({ amount: 48, user: { taxId: '1' } });
		expect([code, json.message]).toEqual([
			422,
			'payment.user.taxId must be a CPF of exactly 11 digits; payment.amount must be a string of digits above 0, in centavos',
		]);
		expect((await checkout({ method: 'PIX_QRCODE', qrCode: 'x' })).json.statusCode).toBe(4101);
		expect((await open(`${running.url}/klavi/checkout?v=x`)).status).toBe(404);
		expect((await open(`${running.url}/klavi/checkout`)).status).toBe(404);
		expect(await running.payments()).toEqual([]);
	});
});
