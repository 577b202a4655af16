import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/Klavi/problems';
import { detailsOf } from '../anotherN8n';
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
const QR_CODE =
	'00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D';
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
		amount: bench.words.typed,
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
		['PIX_QRCODE', { qrCode: QR_CODE }, () => ({ qrCode: QR_CODE })],
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

	it('a dry run says what the number in the request means, if it is not written as it was entered', async () => {
		const { json } = await create({ options: { dryRun: true } });
		const { wouldSend, hints } = json[0] as { wouldSend: { body: IDataObject }; hints: string[] };
		const asWritten = String(wouldSend.body.amount);
		expect(hints.some((hint) => hint.includes(`48.00 reais is sent as ${asWritten}`))).toBe(/^\d+$/.test(asWritten));
		expect(bench.requests).toEqual([]);
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
				amount: '51.00',
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

	it('accepts a payment account without a branch, and sends a CPF with punctuation as digits', async () => {
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

	const failed = async (changes: IDataObject = {}, options: BenchOptions = {}) =>
		await bench.failed('payment', 'create', base(changes), options);
	const toAccount = (changes: IDataObject) => ({ method: 'PIX_MANU', ...CREDITOR, ...changes });
	it.each<[IDataObject, string, string]>([
		[{ externalId: NONE }, 'Your Reference (External ID)', 'fieldEmpty'],
		[{ externalId: '={{ undefined }}' }, 'Your Reference (External ID)', 'fieldEmpty'],
		[{ participant: byId(NONE) }, "Payer's Bank (Participant)", 'fieldEmpty'],
		...['48', '4800', '48,00', '4.800,00', '4,800.00', '48.0', '1.000', '48.005', 'R$ 48.00', '-48.00', '4.8e1'].map(
			(amount): [IDataObject, string, string] => [{ amount }, 'Amount', 'reaisAmount'],
		),
		[{ amount: '={{ 48 }}' }, 'Amount', 'reaisAmount'],
		[{ amount: '={{ 4800 }}' }, 'Amount', 'reaisAmount'],
		[{ amount: '={{ 48.5 }}' }, 'Amount', 'reaisAmount'],
		[{ additionalFields: '{"amount": 48}' }, 'Amount', 'reaisAmount'],
		[{ amount: NONE }, 'Amount', 'fieldEmpty'],
		[{ amount: '={{ {} }}' }, 'Amount', 'text'],
		[{ personTaxId: '1234567890' }, 'Payer CPF', 'cpf'],
		[{ payerType: ' ' }, 'Payer', 'fieldEmpty'],
		[
			toAccount({ creditorAccountType: '={{ "" }}', creditorBranch: '' }),
			'Payee Account Type (Creditor)',
			'fieldEmpty',
		],
		[{ personTaxId: '11222333000181' }, 'Payer CPF', 'cpf'],
		[{ personTaxId: '123456789O1' }, 'Payer CPF', 'cpf'],
		[{ personTaxId: NONE }, 'Payer CPF', 'fieldEmpty'],
		[{ ...COMPANY, companyTaxId: NONE }, 'Company CNPJ', 'fieldEmpty'],
		[{ ...COMPANY, companyTaxId: '12345678901' }, 'Company CNPJ', 'cnpj'],
		[{ ...COMPANY, personTaxId: NONE }, 'Payer CPF', 'fieldEmpty'],
		[{ pixKey: NONE }, 'Pix Key', 'fieldEmpty'],
		[{ pixKey: `${'a'.repeat(70)}@b.co.uk` }, 'Pix Key', 'textLength'],
		[{ pixKey: '11987654321' }, 'Pix Key', 'pixKeyAmbiguous'],
		[{ pixKey: '{123e4567-e12b-12d1-a456-426655440000}' }, 'Pix Key', 'pixKey'],
		[{ pixKey: '12ABC34501DE36' }, 'Pix Key', 'pixKey'],
		[{ method: 'PIX_QRCODE', qrCode: QR_CODE.replace('Fulano', 'Fulana') }, 'QR Code Text', 'qrCodeInvalid'],
		[{ ...COMPANY, companyTaxId: '12.ABC.345/01DE-36' }, 'Company CNPJ', 'cnpj'],
		[{ method: 'PIX_QRCODE', qrCode: NONE }, 'QR Code Text', 'fieldEmpty'],
		[{ method: 'PIX_QRCODE', qrCode: '0'.repeat(513) }, 'QR Code Text', 'textLength'],
		[toAccount({ creditorTaxId: NONE }), 'Payee CPF or CNPJ (Creditor)', 'fieldEmpty'],
		[toAccount({ creditorTaxId: '1' }), 'Payee CPF or CNPJ (Creditor)', 'cpfOrCnpj'],
		[toAccount({ creditorName: NONE }), 'Payee Name (Creditor)', 'fieldEmpty'],
		[toAccount({ creditorIspb: '123' }), 'Payee Bank Code (ISPB)', 'ispb'],
		[toAccount({ creditorBranch: '' }), 'Payee Branch (Creditor)', 'fieldEmpty'],
		[toAccount({ creditorBranch: '12345' }), 'Payee Branch (Creditor)', 'branch'],
		[toAccount({ creditorNumber: '12345-6' }), 'Payee Account Number (Creditor)', 'accountNumber'],
		[toAccount({ creditorAccountType: '={{ "SLRY" }}' }), 'Payee Account Type (Creditor)', 'oneOf'],
		[{ method: revision === 'customerV1' ? 'PIX_INIC' : 'PIX_MANU_AUTO' }, 'Method', 'methodUnavailable'],
		[{ redirectUrl: 'shop.example.com' }, 'Redirect URL', 'redirectUrl'],
		[{ details: { townCode: '123' } }, 'City Code (IBGE)', 'digits'],
		[{ additionalFields: JSON.stringify(methodOf('PIX_MAGIC')) }, 'Method PIX_MAGIC', 'methodUnavailable'],
		[
			{
				additionalFields: JSON.stringify(
					revision === 'customerV1' ? { user: { taxId: '1' } } : { customer: { identifier: '1' } },
				),
			},
			'Payer CPF',
			'cpf',
		],
		[{ additionalFields: '[]' }, 'Additional Fields (JSON)', 'jsonObject'],
	])('%j is refused before anything is sent', async (changes, field, problem) => {
		const failure = await failed(changes);
		expect(failure.problem).toBe(problem);
		expect(failure.error).toMatch(new RegExp(`^${field.replace(/[()]/g, '\\$&')} `));
		// no number of a person is shown
		expect(failure.error).not.toMatch(/\d{10}/);
		expect([bench.requests, bench.authCalls]).toEqual([[], []]);
	});

	it.each([
		['48.00', '4800', '48.00'],
		['0.05', '5', '0.05'],
		['1333.04', '133304', '1333.04'],
		[' 10.10 ', '1010', '10.10'],
		['={{ 1333.04 }}', '133304', '1333.04'],
	])('the amount %s is sent in the form of the revision', async (amount, centavos, reais) => {
		const { error } = await create({ amount });
		expect(error?.message).toBeUndefined();
		expect(bench.body().amount).toBe(revision === 'customerV1' ? centavos : reais);
	});

	it('Send Amount as Typed sends it to the Customer API v1 as it is, and never a comma', async () => {
		const options = { sendAmountAsTyped: true };
		for (const amount of ['48.00', '4800']) {
			const { json } = await create({ externalId: amount, amount, options }, { onError: 'continueRegularOutput' });
			if (revision === 'customerV1') expect(bench.body(bench.requests.length - 1).amount).toBe(amount);
			else if (amount === '4800') expect(detailsOf(json[0]).problem).toBe('reaisAmount');
		}
		expect((await failed({ externalId: 'R-9', amount: '48,00', options })).problem).toBe(
			revision === 'customerV1' ? 'amount' : 'reaisAmount',
		);
	});

	it('the first error about an amount already names the form that is accepted', async () => {
		const { error } = await failed({ amount: '48,00' });
		const [example] = /\d+\.\d\d/.exec(String(error)) ?? [];
		expect(example).toBeDefined();
		expect((await create({ amount: example })).error?.message).toBeUndefined();
	});

	it('everything that is missing is named at once', async () => {
		const missing = await failed({ externalId: NONE, pixKey: NONE, amount: NONE, personTaxId: NONE, personName: '' });
		expect([missing.problem, missing.error]).toEqual([
			'fieldsEmpty',
			expect.stringMatching(/^Your Reference \(External ID\), Amount, Pix Key.* are empty/),
		]);
		expect(String(missing.error).includes('Payer CPF')).toBe(true);
		// nobody pays by default
		const { error, problem } = await failed({ payerType: ' ', amount: NONE });
		expect([problem, error]).toEqual(['fieldsEmpty', expect.stringContaining('Amount and Payer are empty')]);
		expect([bench.requests, bench.authCalls]).toEqual([[], []]);
	});

	it('the same External ID twice in one run sends nothing, whatever gives it', async () => {
		const input = [{ id: 'A' }, { id: 'B' }, { id: 'A' }, { id: 'C' }];
		const stopped = await create({ externalId: '={{ $json.id }}' }, { input });
		expect(stopped.error?.message).toContain('(External ID) "A"');
		expect([bench.requests, bench.authCalls]).toEqual([[], []]);
		const additional = await create(
			{ externalId: '={{ "x" + $itemIndex }}', additionalFields: JSON.stringify(ownId('same')) },
			{ input },
		);
		expect(additional.error?.message).toContain('(External ID) "same"');
		expect([bench.requests, bench.authCalls]).toEqual([[], []]);
		const { json } = await create({ externalId: '={{ $json.id }}' }, { input, onError: 'continueRegularOutput' });
		expect(json.map((item) => item.error && detailsOf(item).problem)).toEqual([
			'valueNotUnique',
			undefined,
			'valueNotUnique',
			undefined,
		]);
		expect((await bench.payments()).map(({ clientId }) => clientId).sort()).toEqual(['B', 'C']);
	});

	it('the same External ID twice sends neither, also if one of the two is refused for something else', async () => {
		const input = [
			{ id: 'A', cpf: '12345678901' },
			{ id: 'A', cpf: '123' },
			{ id: 'B', cpf: '12345678901' },
		];
		const { json } = await create(
			{ externalId: '={{ $json.id }}', personTaxId: '={{ $json.cpf }}' },
			{ input, onError: 'continueRegularOutput' },
		);
		expect(json.map((item) => item.error && detailsOf(item).problem)).toEqual(['valueNotUnique', 'cpf', undefined]);
		expect((await bench.payments()).map(({ clientId }) => clientId)).toEqual(['B']);
	});

	it('each create has a token of its own, and items come out in their order', async () => {
		const input = Array.from({ length: 12 }, (_, index) => ({ index }));
		const { json, error } = await create({ externalId: '={{ "R-" + $json.index }}' }, { input });
		expect(error?.message).toBeUndefined();
		expect(json.map((item) => item[bench.words.ownId])).toEqual(input.map(({ index }) => `R-${index}`));
		expect(bench.authCalls).toHaveLength(12);
		expect(new Set(bench.requests.map(({ headers }) => headers.authorization)).size).toBe(12);
	});

	it('an ID that was used before is an error that names it, and says that nothing was created', async () => {
		await create();
		const { error, advice: _advice, ...details } = await failed();
		expect(error).toContain('External ID "R-1"');
		expect(details).toEqual({
			problem: 'externalIdUsed',
			externalId: 'R-1',
			created: false,
			httpCode: '409',
			code: 'Conflict',
		});
		expect(await bench.payments()).toHaveLength(1);
	});

	it.each<[number, string | string[], string, string[]]>([
		[4101, 'QR invalid', 'qrCodeRejected', ['not a Pix QR code', 'QR invalid']],
		[4102, ['a', 'b'], 'qrCodeRejected', ['Pix Cobrança', 'a; b']],
		[4103, 'x', 'qrCodeRejected', ['Pix Troco', 'x']],
		[4104, 'x', 'qrCodeRejected', ['Pix Saque', 'x']],
		[4999, 'new rule', 'badRequest', ['new rule']],
	])('business error %i is explained by its meaning', async (code, said, problem, words) => {
		await bench.control('next', { refuse: code, message: said as string });
		const failure = await failed();
		expect([failure.problem, failure.code, failure.httpCode]).toEqual([problem, String(code), '416']);
		for (const word of [...words, String(code)]) expect(failure.error).toContain(word);
		expect(bench.requests.map(({ status }) => status)).toEqual([416]);
	});

	it('an unknown participant is refused in the words of Klavi', async () => {
		const { problem, httpCode } = await failed({ participant: byId('00000000-0000-4000-8000-000000000000') });
		expect([problem, httpCode]).toEqual(['badRequest', expect.stringMatching(/^4\d\d$/)]);
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
		const { problem } = await bench.failed(resource, operation, base(), { type: 'klaviTool' });
		expect(problem).toBe('agentNotAllowed');
		const allowed = await bench.run('payment', 'create', base({ allowAgentPaymentCreate: true }), {
			type: 'klaviTool',
		});
		expect(allowed.error?.message).toBeUndefined();
		expect(bench.authCalls).toHaveLength(1);
	});

	it('an item that had only its token when another failed was not sent, and is reported so', async () => {
		// whichever item's token comes late finds the other one refused
		bench.fault({ path: `${API}/auth`, delay: 500 });
		bench.fault({ path: createPath, status: 422, body: bench.refusalBody('No') });
		const { error } = await create({ externalId: '={{ $json.id }}' }, { input: [{ id: 'A' }, { id: 'B' }] });
		const failedId = /, (A|B)\)$/.exec(error?.message ?? '')?.[1];
		expect([failedId, error?.message]).toEqual([expect.any(String), expect.stringContaining('422: No')]);
		expect(error?.description).toContain(`Not sent: item ${failedId === 'A' ? 2 : 1}.`);
		expect(await bench.payments()).toHaveLength(0);
	});

	it('an account that returns no token creates nothing', async () => {
		bench.fault({ path: `${API}/auth`, status: 200, body: { expireIn: 1800 }, count: 3 });
		expect((await failed()).problem).toBe('tokenAddressWrong');
		expect(bench.requests).toHaveLength(0);
	});

	describe('Wait For Bank Link', () => {
		const withLink = async (changes: IDataObject = {}, options: BenchOptions = {}) =>
			await create({ waitForBankLink: true, linkWaitLimit: 30, ...changes }, options);
		const soon = (more: IDataObject) => bench.fault({ path: statusPath, ...more });

		it('returns the link, unchanged and unopened, and says when it expires', async () => {
			bench.linksCome();
			soon({ status: 200, body: { status: 'ENQUEUED', redirectConsentURL: null }, count: 3 });
			const begun = Date.now();
			const { json, error, hints } = await withLink({ linkWaitLimit: 300 });
			expect(error?.message).toBeUndefined();
			expect(hints.map(({ message }) => message).join()).toContain(String(json[0].linkExpiresAt));
			const [known] = await bench.payments();
			expect(json[0]).toMatchObject({
				id: known.id,
				...ownId('R-1'),
				status: 'CONSENT_AWAITING_AUTHORIZATION',
				redirectConsentURL: known.consentUrl,
			});
			expect(known.consentOpenedAt).toBeNull();
			expect(waited.filter((milliseconds) => milliseconds > 1000)).toEqual([]);
			// two sped-up seconds between two looks; the link's life is counted from the last look without it
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

		it('ends at its limit with the payment, and a hint says so', async () => {
			soon({ status: 200, body: { status: 'ENQUEUED' }, count: 99 });
			const { json, error, hints } = await withLink({ linkWaitLimit: 5 });
			expect(error?.message).toBeUndefined();
			expect(json[0]).toMatchObject({
				id: (await bench.payments())[0].id,
				status: 'ENQUEUED',
				redirectConsentURL: null,
				linkExpiresAt: null,
			});
			const [{ id }] = await bench.payments();
			expect(hints.map(({ message }) => message)).toEqual([
				problems.bankLinkMissing(id, 'ENQUEUED', 5, undefined).message,
			]);
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
			expect(hints.map(({ message }) => message)).toEqual([expect.stringContaining('500')]);
		});

		it.each([404, 500, 503])('goes on after a look that returns %i, until its limit', async (status) => {
			bench.linksCome();
			// more than one look tries on its own
			soon({ status, count: 5 });
			const { json, error, hints } = await withLink({ linkWaitLimit: 300 });
			expect([error?.message, hints.length, hints[0].message]).toEqual([
				undefined,
				1,
				expect.stringContaining(String(json[0].linkExpiresAt)),
			]);
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
				expect(hints).toHaveLength(1);
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
			for (const { message } of hints) expect(message).toBe(problems.paymentIdMissing().message);
		});

		it('is refused for more than one item, in one sentence', async () => {
			const { error } = await withLink({ externalId: '={{ $json.id }}' }, { input: [{ id: 'A' }, { id: 'B' }] });
			// the same for all items, so none is named
			expect(error?.message).toBe(problems.linkForSingleItem().message);
			expect(error?.description).toContain(problems.linkForSingleItem().advice);
			expect(error?.description).not.toContain('2nd item');
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
