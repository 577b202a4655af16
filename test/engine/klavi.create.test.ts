import type { IDataObject } from 'n8n-workflow';

import { hurryClock } from './clock';
import { KlaviBench, MOCK_BANK } from './klavi';
import { type BenchOptions, byId } from './serviceBench';

const API = '/payment/customer/v1';
const PERSON = { payerType: 'person', personTaxId: '123.456.789-01', personName: 'Ana Souza' };
const COMPANY = { ...PERSON, payerType: 'company', companyTaxId: '11.222.333/0001-81', companyName: 'Café Ltda' };
const CREDITOR = {
	creditorTaxId: '11.222.333/0001-81',
	creditorName: 'Käse & Co',
	creditorIspb: '60701190',
	creditorBranch: '0001',
	creditorNumber: '00123456',
	creditorAccountType: 'CACC',
};
/** Empty, in a way that n8n itself does not notice. */
const NONE = '={{ "" }}';
let waited: number[];
beforeEach(() => {
	waited = hurryClock();
});

const REVISIONS = ['customerV1', 'instant'] as const;
describe.each(REVISIONS)('Create in %s', (revision) => {
	let bench: KlaviBench;
	beforeAll(async () => {
		bench = await KlaviBench.open(revision);
	});
	afterAll(async () => await bench.close());
	beforeEach(() => {
		bench.sandbox.reset();
		bench.forgetTokens();
	});

	const base = (changes: IDataObject = {}): IDataObject => ({
		externalId: 'R-1',
		participant: byId(MOCK_BANK),
		method: 'PIX_DICT',
		pixKey: '+5511987654321',
		amount: bench.words.amount,
		...PERSON,
		redirectUrl: 'https://shop.example.com/thanks',
		waitForBankLink: false,
		...changes,
	});
	const create = async (changes: IDataObject = {}, options: BenchOptions = {}) =>
		await bench.run('payment', 'create', base(changes), options);
	const statusPath = `${API}${revision === 'customerV1' ? '' : '/instant'}/payments/*/status`;
	const createPath = `${API}${revision === 'customerV1' ? '' : '/instant'}/payments`;

	const common = {
		participant:
			revision === 'customerV1' ? { participantId: MOCK_BANK } : { institutionId: MOCK_BANK, currency: 'BRL' },
	};
	const payer =
		revision === 'customerV1'
			? {
					person: { user: { taxId: '12345678901', name: 'Ana Souza' } },
					company: {
						user: { taxId: '12345678901', name: 'Ana Souza' },
						businessEntity: { taxId: '11222333000181', name: 'Café Ltda' },
					},
				}
			: {
					person: { customer: { identifierType: 'CPF', identifier: '12345678901', name: 'Ana Souza' } },
					company: {
						loggedUserCpf: '12345678901',
						customer: { identifierType: 'CNPJ', identifier: '11222333000181', name: 'Café Ltda' },
					},
				};
	const redirect =
		revision === 'customerV1'
			? { redirectURL: 'https://shop.example.com/thanks' }
			: { redirectUrl: 'https://shop.example.com/thanks' };
	const methodOf = (method: string) => (revision === 'customerV1' ? { method } : { initType: method });
	const ownId = (id: string) => (revision === 'customerV1' ? { externalId: id } : { clientRequestId: id });
	const account = { ispb: '60701190', issuer: '0001', number: '00123456', accountType: 'CACC' };
	const creditor =
		revision === 'customerV1'
			? { creditor: { taxId: '11222333000181', name: 'Käse & Co', ...account } }
			: {
					creditorAccount: {
						holder: { identifierType: 'CNPJ', identifier: '11222333000181', name: 'Käse & Co' },
						...account,
					},
				};

	const preset = revision === 'customerV1' ? 'PIX_MANU_AUTO' : 'PIX_INIC';
	it.each<[string, IDataObject, () => IDataObject]>([
		['PIX_DICT', {}, () => (revision === 'customerV1' ? { pixKey: '+5511987654321' } : { proxy: '+5511987654321' })],
		[
			'PIX_QRCODE',
			{ qrCode: '00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000' },
			() => ({ qrCode: '00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000' }),
		],
		['PIX_MANU', CREDITOR, () => creditor],
		[preset, {}, () => (revision === 'customerV1' ? {} : { proxy: '+5511987654321' })],
	])('%s sends what names its payee, and nothing of the other methods', async (method, changes, expected) => {
		const { json, error } = await create({ method, ...changes });
		expect(error?.message).toBeUndefined();
		expect(bench.requests).toHaveLength(1);
		expect(bench.requests[0]).toMatchObject({ method: 'POST', path: createPath, status: 201, signature: 'valid' });
		expect(bench.body()).toEqual({
			...ownId('R-1'),
			...common.participant,
			...methodOf(method),
			...payer.person,
			...redirect,
			amount: bench.words.amount,
			...expected(),
		});
		expect(json[0]).toMatchObject({
			...ownId('R-1'),
			id: (await bench.payments())[0].id,
			redirectConsentURL: null,
			linkExpiresAt: null,
		});
	});

	it('a company pays with the person who acts for it', async () => {
		const { error } = await create(COMPANY);
		expect(error?.message).toBeUndefined();
		expect(bench.body()).toMatchObject(payer.company);
	});

	it('sends the details, and merges additional JSON before the checks', async () => {
		const { error } = await create({
			details: { description: 'Refund 7', townCode: '3550308' },
			additionalFields: JSON.stringify({
				...ownId('R-2'),
				amount: revision === 'customerV1' ? 5100 : '51.00',
				metadata: { a: 1 },
			}),
		});
		expect(error?.message).toBeUndefined();
		expect(bench.body()).toMatchObject({
			...ownId('R-2'),
			amount: revision === 'customerV1' ? '5100' : '51.00',
			metadata: { a: 1 },
			...(revision === 'customerV1'
				? { description: 'Refund 7', ibge: '3550308' }
				: { remittanceInformation: 'Refund 7', ibgeTownCode: '3550308' }),
		});
	});

	it('takes a payment account without a branch, and digits with a point only as digits', async () => {
		const { error } = await create({
			method: 'PIX_MANU',
			...CREDITOR,
			creditorAccountType: 'TRAN',
			creditorBranch: '',
			creditorTaxId: '987.654.321-00',
		});
		expect(error?.message).toBeUndefined();
		const { issuer: _branch, ...rest } = { ...account, accountType: 'TRAN' };
		expect(bench.body()).toMatchObject(
			revision === 'customerV1'
				? { creditor: { taxId: '98765432100', name: 'Käse & Co', ...rest } }
				: {
						creditorAccount: {
							holder: { identifierType: 'CPF', identifier: '98765432100', name: 'Käse & Co' },
							...rest,
						},
					},
		);
		expect(bench.requests[0].body).not.toContain('issuer');
	});

	const wrongForm: [IDataObject, string] =
		revision === 'customerV1'
			? [
					{ amount: '48.00' },
					'Amount must be a whole number such as 4800, as in the samples of the Customer API v1; this item has "48.00"',
				]
			: [{ amount: '48' }, 'Amount must be reais with exactly two decimals such as 1333.04; this item has "48"'];
	it.each<[IDataObject, string]>([
		wrongForm,
		[{ externalId: NONE }, 'External ID is empty'],
		[{ externalId: '={{ undefined }}' }, 'External ID is empty'],
		[{ participant: byId(NONE) }, 'Participant is empty'],
		[{ amount: '10,50' }, 'Amount must be digits with a point'],
		[{ amount: 'R$ 10' }, 'Amount must be digits with a point'],
		[{ amount: NONE }, 'Amount is empty'],
		[{ amount: '-10' }, 'Amount must be digits with a point'],
		[{ amount: '={{ {} }}' }, 'Amount must be text; this item has an object'],
		[
			{ personTaxId: '1234567890' },
			'Payer CPF must have 11 digits, with or without punctuation; this item has 10 digits',
		],
		[
			{ personTaxId: '11222333000181' },
			'Payer CPF must have 11 digits, with or without punctuation; this item has 14 digits',
		],
		[
			{ personTaxId: '123456789O1' },
			'Payer CPF must have 11 digits, with or without punctuation; this item has other characters',
		],
		[{ personTaxId: NONE }, 'Payer CPF is empty'],
		[{ ...COMPANY, companyTaxId: NONE }, 'Company CNPJ is empty'],
		[{ ...COMPANY, companyTaxId: '12345678901' }, 'Company CNPJ must have 14 digits'],
		[{ ...COMPANY, personTaxId: NONE }, 'Payer CPF is empty'],
		[{ pixKey: NONE }, 'Pix Key is empty'],
		[
			{ pixKey: `${'a'.repeat(70)}@b.co.uk` },
			'Pix Key must be at most 77 characters long; this item has 78 characters',
		],
		[{ pixKey: '123.456.789-01' }, 'Pix Key must be written without punctuation'],
		[{ method: 'PIX_QRCODE', qrCode: NONE }, 'QR Code Text is empty'],
		[
			{ method: 'PIX_QRCODE', qrCode: '0'.repeat(513) },
			'QR Code Text must be at most 512 characters long; this item has 513 characters',
		],
		[{ method: 'PIX_MANU', ...CREDITOR, creditorTaxId: NONE }, 'Creditor CPF or CNPJ is empty'],
		[{ method: 'PIX_MANU', ...CREDITOR, creditorName: NONE }, 'Creditor Name is empty'],
		[{ method: 'PIX_MANU', ...CREDITOR, creditorIspb: '123' }, 'Creditor ISPB must be 8 digits; this item has "123"'],
		[{ method: 'PIX_MANU', ...CREDITOR, creditorBranch: '' }, 'Creditor Branch is empty'],
		[{ method: 'PIX_MANU', ...CREDITOR, creditorBranch: '12345' }, 'Creditor Branch must be 1 to 4 digits'],
		[{ method: 'PIX_MANU', ...CREDITOR, creditorNumber: '12345-6' }, 'Creditor Account Number must be 1 to 20 digits'],
		[
			{ method: 'PIX_MANU', ...CREDITOR, creditorAccountType: '={{ "SLRY" }}' },
			'Creditor Account Type must be one of CACC, SVGS, TRAN; this item has "SLRY"',
		],
		[{ method: revision === 'customerV1' ? 'PIX_INIC' : 'PIX_MANU_AUTO' }, 'does not exist in'],
		[{ redirectUrl: 'shop.example.com' }, 'Redirect URL must be an address'],
		[{ details: { townCode: '123' } }, 'Town Code must be 7 digits'],
		[{ additionalFields: JSON.stringify(methodOf('PIX_MAGIC')) }, 'Method PIX_MAGIC does not exist in'],
		[
			{
				additionalFields: JSON.stringify(
					revision === 'customerV1' ? { user: { taxId: '1' } } : { customer: { identifier: '1' } },
				),
			},
			'Payer CPF must have 11 digits',
		],
		[{ additionalFields: '[]' }, 'Additional Fields (JSON) must be a JSON object'],
	])('%j is refused before anything is sent', async (changes, message) => {
		const { error } = await create(changes);
		expect(error?.message).toContain(message);
		expect(error?.description).toContain('Nothing was sent.');
		expect([bench.requests, bench.authCalls]).toEqual([[], []]);
	});

	it('Send Amount as Typed lets a point pass in the Customer API v1 only, and never a comma', async () => {
		const options = { sendAmountAsTyped: true };
		const point = await create({ amount: revision === 'customerV1' ? '48.00' : '48', options });
		if (revision === 'customerV1') expect(bench.body().amount).toBe('48.00');
		else expect(point.error?.message).toContain('Amount must be reais with exactly two decimals');
		expect((await create({ externalId: 'R-9', amount: '48,00', options })).error?.message).toContain(
			'Amount must be digits with a point',
		);
	});

	it('the same External ID twice in one run sends nothing, whatever gives it', async () => {
		const input = [{ id: 'A' }, { id: 'B' }, { id: 'A' }, { id: 'C' }];
		const stopped = await create({ externalId: '={{ $json.id }}' }, { input });
		expect(stopped.error?.message).toBe('External ID "A" is given by item 2 as well [item 0]');
		expect([bench.requests, bench.authCalls]).toEqual([[], []]);
		const additional = await create(
			{ externalId: '={{ "x" + $itemIndex }}', additionalFields: JSON.stringify(ownId('same')) },
			{ input },
		);
		expect(additional.error?.message).toBe('External ID "same" is given by items 1–3 as well [item 0]');
		expect([bench.requests, bench.authCalls]).toEqual([[], []]);
		const { json } = await create({ externalId: '={{ $json.id }}' }, { input, onError: 'continueRegularOutput' });
		expect(json.map((item) => Boolean(item.error))).toEqual([true, false, true, false]);
		expect((await bench.payments()).map(({ clientId }) => clientId).sort()).toEqual(['B', 'C']);
	});

	it('the same External ID twice sends neither, also where one of the two is refused for something else', async () => {
		const input = [
			{ id: 'A', cpf: '12345678901' },
			{ id: 'A', cpf: '123' },
			{ id: 'B', cpf: '12345678901' },
		];
		const { json } = await create(
			{ externalId: '={{ $json.id }}', personTaxId: '={{ $json.cpf }}' },
			{ input, onError: 'continueRegularOutput' },
		);
		expect(json.map(({ error }) => error)).toEqual([
			expect.stringContaining('External ID "A" is given by item 1 as well'),
			expect.stringContaining('Payer CPF'),
			undefined,
		]);
		expect((await bench.payments()).map(({ clientId }) => clientId)).toEqual(['B']);
	});

	it('each create has a token of its own, and items come out in their order', async () => {
		const input = Array.from({ length: 12 }, (_, place) => ({ place }));
		const { json, error } = await create({ externalId: '={{ "R-" + $json.place }}' }, { input });
		expect(error?.message).toBeUndefined();
		expect(json.map((item) => item[bench.words.ownId])).toEqual(input.map(({ place }) => `R-${place}`));
		expect(bench.authCalls).toHaveLength(12);
		expect(new Set(bench.requests.map(({ headers }) => headers.authorization)).size).toBe(12);
	});

	it('an ID that was used before is an error that names it, and says that nothing was created', async () => {
		await create();
		const { error } = await create();
		expect(error?.message).toBe(
			'External ID "R-1" was already used at Klavi; nothing was created by this item [item 0]',
		);
		expect(error?.description).toContain('look it up in place of paying again');
		const { json } = await create({}, { onError: 'continueRegularOutput' });
		expect(json[0].details).toEqual({ externalId: 'R-1', created: false, httpCode: '409', code: 'Conflict' });
		expect(await bench.payments()).toHaveLength(1);
	});

	it.each<[number, string | string[], string]>([
		[4101, 'QR invalid', 'the QR code is not a Pix QR code (QR invalid)'],
		[4102, ['a', 'b'], 'the QR code is one of Pix Cobrança, which cannot be paid this way (a; b)'],
		[4103, 'x', 'the QR code is one of Pix Troco'],
		[4104, 'x', 'the QR code is one of Pix Saque'],
		[4999, 'new rule', 'Klavi answered 416: new rule (4999)'],
	])('business error %i is told by its meaning', async (code, said, expected) => {
		await bench.control('next', { refuse: code, message: said as string });
		const { error } = await create();
		expect(error?.message).toContain(expected);
		expect(error?.message).toContain(String(code));
		expect(bench.requests.map(({ status }) => status)).toEqual([416]);
	});

	it('an unknown participant is refused in the words of Klavi', async () => {
		const { error } = await create({ participant: byId('00000000-0000-4000-8000-000000000000') });
		expect(error?.message).toMatch(/^Klavi answered 4\d\d: /);
		expect(await bench.payments()).toHaveLength(0);
	});

	it('no key or token comes out, in success or failure', async () => {
		const { secretKey, accessKey } = bench.sandbox.settings.klavi;
		const good = await create({}, { onError: 'continueRegularOutput' });
		bench.fault({ path: createPath, status: 422, body: { message: `bad ${secretKey} ${'{token}'}` } });
		const bad = await create({ externalId: 'R-3' });
		const tokens = bench.requests.map(({ headers }) => String(headers.authorization).replace('Bearer ', ''));
		expect(tokens).toHaveLength(2);
		expect(bad.error?.message).toContain('bad ***');
		for (const secret of [secretKey, accessKey, ...tokens]) {
			expect(JSON.stringify([good.json, good.hints])).not.toContain(secret);
			expect(JSON.stringify(bad.error)).not.toContain(secret);
		}
	});

	it.each([
		['payment', 'create'],
		['checkout', 'create'],
	])('%s: %s is refused to an AI agent unless a person allowed it', async (resource, operation) => {
		const { error } = await bench.run(resource, operation, base(), { type: 'klaviTool' });
		expect(error?.message).toContain('An AI agent may not do this');
		const allowed = await bench.run('payment', 'create', base({ allowAgent: true }), { type: 'klaviTool' });
		expect(allowed.error?.message).toBeUndefined();
		expect(bench.authCalls).toHaveLength(1);
	});

	it('an item that had only its token when another failed was not sent, and is told so', async () => {
		// whichever item's token comes late finds the other one refused
		bench.fault({ path: `${API}/auth`, delay: 500 });
		bench.fault({ path: createPath, status: 422, body: bench.refusalBody('No') });
		const { error } = await create({ externalId: '={{ $json.id }}' }, { input: [{ id: 'A' }, { id: 'B' }] });
		const failed = Number(/\[item (\d)\]/.exec(error?.message ?? '')?.[1]);
		expect(error?.message).toContain('Klavi answered 422: No');
		expect(error?.description).toContain(`Not sent: item ${1 - failed}.`);
		expect(await bench.payments()).toHaveLength(0);
	});

	it('an account that gives no token creates nothing', async () => {
		bench.fault({ path: `${API}/auth`, status: 200, body: { expireIn: 1800 } });
		const { error } = await create();
		expect(error?.message).toBe('Klavi answered the auth call without an access token [item 0]');
		expect(bench.requests).toHaveLength(0);
	});

	describe('Wait For Bank Link', () => {
		const withLink = async (changes: IDataObject = {}, options: BenchOptions = {}) =>
			await create({ waitForBankLink: true, linkWaitLimit: 30, ...changes }, options);
		const soon = (more: IDataObject) => bench.fault({ path: statusPath, ...more });

		it('gives the link, untouched and unopened, and says how long it lives', async () => {
			bench.linksCome();
			soon({ status: 200, body: { status: 'ENQUEUED', redirectConsentURL: null }, count: 3 });
			const begun = Date.now();
			const { json, error } = await withLink({ linkWaitLimit: 300 });
			expect(error?.message).toBeUndefined();
			const [known] = await bench.payments();
			expect(json[0]).toMatchObject({
				id: known.id,
				...ownId('R-1'),
				status: 'CONSENT_AWAITING_AUTHORIZATION',
				redirectConsentURL: known.consentUrl,
			});
			expect(known.consentOpenedAt).toBeNull();
			expect(waited.filter((milliseconds) => milliseconds > 1000)).toEqual([]);
			// two hurried seconds between two looks; the link lives from the last look without it
			const looks = bench.requests.length - 1;
			expect(looks).toBeGreaterThanOrEqual(4);
			expect(Math.abs(waited.reduce((sum, milliseconds) => sum + milliseconds, 0) - (looks - 1) * 2000)).toBeLessThan(
				100 + looks * 5,
			);
			const life = Date.parse(String(json[0].linkExpiresAt)) - begun;
			expect(life).toBeGreaterThanOrEqual(60_000 + (looks - 2) * 2000 - 50 - looks * 5);
			expect(life).toBeLessThanOrEqual(60_000 + (looks - 2) * 2000 + (Date.now() - begun) + 50);
		});

		it('all looks use the token of the create, and none fetches another', async () => {
			soon({ status: 200, body: { status: 'ENQUEUED' }, count: 4 });
			await withLink({ linkWaitLimit: 10 });
			expect(bench.authCalls).toHaveLength(1);
			expect(bench.requests.length).toBeGreaterThanOrEqual(6);
			expect(new Set(bench.requests.map(({ headers }) => headers.authorization)).size).toBe(1);
		});

		it('ends at its limit with the payment, and says so', async () => {
			soon({ status: 200, body: { status: 'ENQUEUED' }, count: 99 });
			const { json, error, hints } = await withLink({ linkWaitLimit: 5 });
			expect(error?.message).toBeUndefined();
			expect(json[0]).toMatchObject({
				id: (await bench.payments())[0].id,
				status: 'ENQUEUED',
				redirectConsentURL: null,
				linkExpiresAt: null,
			});
			expect(hints.map(({ message }) => message).join()).toContain(
				'Klavi gave no bank link within 5 s. The payment exists',
			);
			expect(bench.requests).toHaveLength(1 + 4);
		});

		it('ends when the payment does', async () => {
			soon({ status: 200, body: { status: 'EXPIRED', error: { code: 'X' } } });
			const { json } = await withLink();
			expect(json[0]).toMatchObject({ status: 'EXPIRED', redirectConsentURL: null, serviceError: { code: 'X' } });
			expect(bench.requests).toHaveLength(2);
		});

		it('never loses a payment whose link cannot be read', async () => {
			soon({ status: 500, count: 99 });
			const { json, error, hints } = await withLink();
			expect(error?.message).toBeUndefined();
			expect(json[0]).toMatchObject({ id: (await bench.payments())[0].id, redirectConsentURL: null });
			expect(hints.map(({ message }) => message).join()).toContain(
				'The payment exists, but its bank link could not be read: Klavi answered 500',
			);
		});

		it.each([404, 500, 503])('goes on after a look that is answered %i, until its limit', async (status) => {
			bench.linksCome();
			// more than one look tries by itself
			soon({ status, count: 5 });
			const { json, error, hints } = await withLink({ linkWaitLimit: 300 });
			expect([error?.message, hints]).toEqual([undefined, []]);
			const [{ consentUrl }] = await bench.payments();
			expect([json[0].redirectConsentURL, typeof consentUrl]).toEqual([consentUrl, 'string']);
			expect(bench.authCalls).toHaveLength(1);
		});

		it.each([401, 403])(
			'ends where no token is accepted (%i): each further look would fetch others',
			async (status) => {
				soon({ status, count: 99 });
				const { json, hints } = await withLink();
				expect(json[0]).toMatchObject({ id: (await bench.payments())[0].id, redirectConsentURL: null });
				expect(hints.map(({ message }) => message).join()).toContain(
					'The payment exists, but its bank link could not be read',
				);
				expect(bench.authCalls.length).toBeLessThanOrEqual(3);
			},
		);

		it.each([
			[{ Id: 'P-1' }, 'P-1', 0],
			[{ status: 'ENQUEUED' }, null, 1],
		])('reads the ID of %j as %s, and says where there is none', async (body, id, count) => {
			bench.sandbox.settings.klavi.tokenClaim = false;
			bench.fault({ path: createPath, status: 201, body });
			soon({ status: 200, body: { status: 'EXPIRED' } });
			const { json, hints } = await withLink();
			bench.sandbox.settings.klavi.tokenClaim = true;
			expect(json[0]).toMatchObject({ id });
			expect(hints).toHaveLength(count);
			for (const { message } of hints) expect(message).toContain('without naming its ID');
		});

		it('is refused for more than one item, in one sentence', async () => {
			const { error } = await withLink({ externalId: '={{ $json.id }}' }, { input: [{ id: 'A' }, { id: 'B' }] });
			expect(error?.message).toContain('Wait For Bank Link works for one item at a time');
			expect(error?.description).toContain('Loop Over Items');
			expect(error?.description).not.toContain('[item 1]');
			expect(bench.authCalls).toHaveLength(0);
		});

		it('is on unless it is switched off', async () => {
			bench.linksCome();
			const { waitForBankLink: _off, ...parameters } = base({ linkWaitLimit: 300 });
			const { json } = await bench.run('payment', 'create', parameters);
			expect(json[0].redirectConsentURL).toMatch(/^http/);
		});
	});
});
