import { CREDITOR, instantPayment, MOCK_BANK, payment, type RunningKlavi, runKlavi } from './harness';

let running: RunningKlavi;
beforeAll(async () => {
	running = await runKlavi({ messageStyle: 'list' });
});
beforeEach(() => running.sandbox.reset());
afterAll(() => running.sandbox.close());

const QR_CODE =
	'00020126360014br.gov.bcb.pix0114+5511987654321520400005303986540448.05802BR5906KETTLE6009SAO PAULO62070503***63040715';
const HOLDER = { identifierType: 'CNPJ', identifier: '11222333000181', name: 'Kestrel & Thyme' };
const ACCOUNT = { ispb: '12345678', issuer: '1', number: '123', accountType: 'SVGS', holder: HOLDER };
const inactive = () =>
	[...running.sandbox.state.klavi.participants.values()].find((one) => one.status === 'INACTIVE')!.id;

describe('create of Customer API v1', () => {
	it.each<[string, object]>([
		['the least', { redirectURL: undefined }],
		['PIX_MANU', { method: 'PIX_MANU', creditor: CREDITOR }],
		[
			'PIX_MANU without branch',
			{ method: 'PIX_MANU', creditor: { ...CREDITOR, issuer: undefined, accountType: 'TRAN' } },
		],
		['PIX_DICT with a mobile number', { method: 'PIX_DICT', pixKey: '+5511987654321' }],
		['PIX_DICT with an e-mail', { method: 'PIX_DICT', pixKey: 'lucia@example.com' }],
		['PIX_DICT with a CPF', { method: 'PIX_DICT', pixKey: '12345678901' }],
		['PIX_DICT with a CNPJ', { method: 'PIX_DICT', pixKey: '11222333000181' }],
		['PIX_DICT with a CNPJ that has letters', { method: 'PIX_DICT', pixKey: '12ABC34501DE35' }],
		['PIX_DICT with a UUID', { method: 'PIX_DICT', pixKey: MOCK_BANK }],
		['PIX_QRCODE', { method: 'PIX_QRCODE', qrCode: QR_CODE }],
		[
			'everything optional',
			{
				businessEntity: { taxId: '00000000E08G12', name: 'Shop' },
				date: '2028-02-29',
				description: 'x',
				redirectURL: 'myshop://paid?order=1',
				redirectOnErrorURL: 'http://shop.example.com/',
				metadata: { a: 1 },
				ibge: '3550308',
				debtor: { ispb: '12AB34CD', issuer: '1', number: '2', accountType: 'CACC' },
				somethingNew: true,
			},
		],
	])('takes %s', async (_title, changes) => {
		const { status, json } = await running.create(payment(changes));
		expect([status, json.message]).toEqual([201, undefined]);
	});

	it.each<[string, object, string]>([
		['no externalId', { externalId: undefined }, 'externalId should not be empty'],
		['an empty externalId', { externalId: ' ' }, 'externalId must be a string'],
		['a number as externalId', { externalId: 7 }, 'externalId must be a string'],
		['no participantId', { participantId: null }, 'participantId should not be empty'],
		['an unknown participant', { participantId: 'nobody' }, 'participantId must be the id of an active participant'],
		['no method', { method: undefined }, 'method should not be empty'],
		[
			'a method of the other revision',
			{ method: 'PIX_INIC' },
			'method must be one of PIX_MANU, PIX_MANU_AUTO, PIX_DICT, PIX_QRCODE',
		],
		['no user', { user: undefined }, 'user should not be empty'],
		['a text as user', { user: 'Lúcia' }, 'user must be an object'],
		[
			'a punctuated CPF',
			{ user: { taxId: '123.456.789-01', name: 'L' } },
			'user.taxId must be a CPF of exactly 11 digits',
		],
		['no name', { user: { taxId: '12345678901' } }, 'user.name should not be empty'],
		['a short CNPJ', { businessEntity: { taxId: '1122233300018', name: 'S' } }, 'businessEntity.taxId must be a CNPJ'],
		['a number as amount', { amount: 4800 }, 'amount must be a string of digits'],
		['a decimal amount', { amount: '48.00' }, 'amount must be a string of digits'],
		['nothing as amount', { amount: '0' }, 'amount must be a string of digits above 0'],
		[
			'a CNPJ whose letters are small',
			{ businessEntity: { taxId: '12abc34501de35', name: 'S' } },
			'businessEntity.taxId must be a CNPJ',
		],
		[
			'a CNPJ with letters and a wrong check digit',
			{ businessEntity: { taxId: '12ABC34501DE36', name: 'S' } },
			'businessEntity.taxId must be a CNPJ',
		],
		[
			'a punctuated CNPJ',
			{ businessEntity: { taxId: '12.ABC.345/01DE-35', name: 'S' } },
			'businessEntity.taxId must be a CNPJ',
		],
		['letters in a CPF', { user: { taxId: '1234567890A', name: 'L' } }, 'user.taxId must be a CPF'],
		['PIX_DICT without key', { method: 'PIX_DICT' }, 'pixKey should not be empty'],
		['a punctuated key', { method: 'PIX_DICT', pixKey: '12.ABC.345/01DE-35' }, 'pixKey must be a Pix key'],
		[
			'a mobile number as people write it',
			{ method: 'PIX_DICT', pixKey: '(11) 98765-4321' },
			'pixKey must be a Pix key',
		],
		['a UUID in braces', { method: 'PIX_DICT', pixKey: `{${MOCK_BANK}}` }, 'pixKey must be a Pix key'],
		['an e-mail with capitals', { method: 'PIX_DICT', pixKey: 'Lucia@example.com' }, 'pixKey must be a Pix key'],
		['10 digits', { method: 'PIX_DICT', pixKey: '1234567890' }, 'pixKey must be a Pix key'],
		['a number without plus', { method: 'PIX_DICT', pixKey: '5511987654321' }, 'pixKey must be a Pix key'],
		['a key of 78 characters', { method: 'PIX_DICT', pixKey: `${'a'.repeat(70)}@example` }, 'pixKey must be a Pix key'],
		['PIX_QRCODE without code', { method: 'PIX_QRCODE' }, 'qrCode should not be empty'],
		[
			'a code of 513 characters',
			{ method: 'PIX_QRCODE', qrCode: `br.gov.bcb.pix${'0'.repeat(499)}` },
			'qrCode must be a string of 1 to 512',
		],
		['PIX_MANU without creditor', { method: 'PIX_MANU' }, 'creditor should not be empty'],
		[
			'a creditor without ISPB',
			{ method: 'PIX_MANU', creditor: { ...CREDITOR, ispb: undefined } },
			'creditor.ispb should not be empty',
		],
		[
			'a creditor with an ISPB of 7',
			{ method: 'PIX_MANU', creditor: { ...CREDITOR, ispb: '1234567' } },
			'creditor.ispb must be',
		],
		[
			'a current account without branch',
			{ method: 'PIX_MANU', creditor: { ...CREDITOR, issuer: undefined } },
			'creditor.issuer should not be empty',
		],
		[
			'a branch of 5 digits',
			{ method: 'PIX_MANU', creditor: { ...CREDITOR, issuer: '00011' } },
			'creditor.issuer must be',
		],
		[
			'an account of 21 digits',
			{ method: 'PIX_MANU', creditor: { ...CREDITOR, number: '1'.repeat(21) } },
			'creditor.number must be',
		],
		[
			'a salary account',
			{ method: 'PIX_MANU', creditor: { ...CREDITOR, accountType: 'SLRY' } },
			'creditor.accountType must be one of CACC, SVGS, TRAN',
		],
		[
			'a creditor with 12 digits',
			{ method: 'PIX_MANU', creditor: { ...CREDITOR, taxId: '112223330001' } },
			'creditor.taxId must be',
		],
		[
			'a name of 121',
			{ method: 'PIX_MANU', creditor: { ...CREDITOR, name: 'x'.repeat(121) } },
			'creditor.name must be',
		],
		[
			'a debtor without account',
			{ debtor: { ispb: '12345678', accountType: 'TRAN' } },
			'debtor.number should not be empty',
		],
		['a day that is none', { date: '2027-02-29' }, 'date must be'],
		['a date with time', { date: '2027-02-28T10:00:00Z' }, 'date must be'],
		['a redirect that is no URL', { redirectURL: 'back' }, 'redirectURL must be'],
		['a redirect that is a script', { redirectURL: 'JavaScript:alert(1)' }, 'redirectURL must be'],
		['a redirect that is a page', { redirectURL: 'data:text/html,paid' }, 'redirectURL must be'],
		['a redirect to a file', { redirectOnErrorURL: 'file:///etc/hosts' }, 'redirectOnErrorURL must be'],
		['a redirect with a blank', { redirectURL: 'https://shop.example.com/thank you' }, 'redirectURL must be'],
		['a description of 141', { description: 'x'.repeat(141) }, 'description must be'],
		['metadata as text', { metadata: 'x' }, 'metadata must be an object'],
		['an ibge of 6 digits', { ibge: '355030' }, 'ibge must be'],
	])('refuses %s', async (_title, changes, sentence) => {
		const { status, json } = await running.create(payment(changes));
		expect([status, json.statusCode]).toEqual([422, 422]);
		expect(json.message).toEqual([expect.stringContaining(sentence)]);
		expect(await running.payments()).toEqual([]);
	});

	it('refuses an inactive participant', async () => {
		expect((await running.create(payment({ participantId: inactive() }))).status).toBe(422);
	});

	it('says every complaint at once, as a list or as text', async () => {
		const body = { externalId: 'x', method: 'PIX_DICT' };
		const { json } = await running.create(body);
		expect(json).toEqual({
			statusCode: 422,
			error: 'Unprocessable Entity',
			message: ['participantId', 'user', 'pixKey', 'amount'].map((name) => `${name} should not be empty`),
		});
		running.set({ messageStyle: 'text' });
		expect((await running.create(body)).json.message).toBe(json.message.join('; '));
	});
});

describe('create of Instant payments', () => {
	it.each<[string, object]>([
		['PIX_DICT', {}],
		['PIX_INIC', { initType: 'PIX_INIC' }],
		['PIX_MANU', { initType: 'PIX_MANU', proxy: undefined, creditorAccount: ACCOUNT }],
		['PIX_QRCODE', { initType: 'PIX_QRCODE', proxy: undefined, qrCode: QR_CODE }],
		['a company', { customer: { identifierType: 'CNPJ', identifier: '11222333000181' }, loggedUserCpf: '12345678901' }],
		[
			'everything optional',
			{
				remittanceInformation: 'x',
				ibgeTownCode: '3550308',
				redirectUrl: undefined,
				debtorAccount: { ispb: '12345678', number: '2', accountType: 'TRAN' },
				clientMetadata: { platform: 'BROWSER', os: 'MACOS', osVersion: '3.2.1' },
				somethingNew: true,
			},
		],
	])('takes %s', async (_title, changes) => {
		const { status, json } = await running.createInstant(instantPayment(changes));
		expect([status, json.message]).toEqual([201, undefined]);
	});

	it.each<[string, object, string]>([
		['no clientRequestId', { clientRequestId: undefined }, 'clientRequestId should not be empty'],
		['an unknown institution', { institutionId: 'nobody' }, 'institutionId must be'],
		['a type of the other revision', { initType: 'PIX_MANU_AUTO' }, 'initType must be one of'],
		['no customer', { customer: undefined }, 'customer should not be empty'],
		[
			'a customer without type',
			{ customer: { identifier: '12345678901' } },
			'customer.identifierType should not be empty',
		],
		[
			'a CPF given as CNPJ',
			{ loggedUserCpf: '12345678901', customer: { identifierType: 'CNPJ', identifier: '12345678901' } },
			'customer.identifier must be a CNPJ',
		],
		[
			'a company without person',
			{ customer: { identifierType: 'CNPJ', identifier: '11222333000181' } },
			'loggedUserCpf should not be empty',
		],
		['whole numbers', { amount: '4800' }, 'amount must be'],
		['one decimal', { amount: '48.0' }, 'amount must be'],
		['a comma', { amount: '48,00' }, 'amount must be'],
		['nothing as amount', { amount: '0.00' }, 'amount must be'],
		['a number as amount', { amount: 48.5 }, 'amount must be'],
		['17 digits', { amount: `${'9'.repeat(17)}.00` }, 'amount must be'],
		['no currency', { currency: undefined }, 'currency should not be empty'],
		['another currency', { currency: 'USD' }, 'currency must be one of BRL'],
		['PIX_DICT without key', { proxy: undefined }, 'proxy should not be empty'],
		['PIX_INIC without key', { initType: 'PIX_INIC', proxy: undefined }, 'proxy should not be empty'],
		['PIX_QRCODE without code', { initType: 'PIX_QRCODE' }, 'qrCode should not be empty'],
		['PIX_MANU without account', { initType: 'PIX_MANU' }, 'creditorAccount should not be empty'],
		[
			'an account without holder',
			{ initType: 'PIX_MANU', creditorAccount: { ...ACCOUNT, holder: undefined } },
			'creditorAccount.holder should not be empty',
		],
		[
			'a holder without name',
			{ initType: 'PIX_MANU', creditorAccount: { ...ACCOUNT, holder: { ...HOLDER, name: undefined } } },
			'creditorAccount.holder.name should not be empty',
		],
		[
			'a savings account without branch',
			{ initType: 'PIX_MANU', creditorAccount: { ...ACCOUNT, issuer: undefined } },
			'creditorAccount.issuer should not be empty',
		],
		['a remittance of 141', { remittanceInformation: 'x'.repeat(141) }, 'remittanceInformation must be'],
		['a date after two years', { date: '2999-01-01' }, 'date must be'],
		['metadata with numbers', { clientMetadata: { platform: 1 } }, 'clientMetadata.platform must be'],
	])('refuses %s', async (_title, changes, sentence) => {
		const { status, json } = await running.createInstant(instantPayment(changes));
		expect([status, json.message]).toEqual([422, [expect.stringContaining(sentence)]]);
		expect(await running.payments()).toEqual([]);
	});
});

describe('a Pix QR code', () => {
	const changed = (from: string, to: string) => QR_CODE.replace(from, to);
	it.each<[string, string]>([
		['a wrong check sum', `${QR_CODE.slice(0, -4)}0000`],
		['a changed amount', changed('48.0', '84.0')],
		['no check sum', QR_CODE.slice(0, -8)],
		['a cut text', QR_CODE.slice(0, 60)],
		['a line break', changed('6009', '\n6009')],
		['a wrong length', changed('5906', '5907')],
		['another scheme', changed('br.gov.bcb.pix', 'br.gov.bcb.pax')],
		['another version', changed('000201', '000202')],
		['blanks around it', ` ${QR_CODE} `],
		['only the scheme', 'br.gov.bcb.pix'],
	])('is refused as such with %s', async (_name, qrCode) => {
		const { status, json } = await running.create(payment({ method: 'PIX_QRCODE', qrCode }));
		expect([status, json.statusCode]).toEqual([416, 4101]);
		expect(await running.payments()).toEqual([]);
	});

	it.each([
		[
			'upper case',
			'00020126330014BR.GOV.BCB.PIX01115794666323452040000530398654041.005802BR5925CLENILTON CRUZ DE ALENCAR6006MANAUS62070503***6304FA88',
		],
		['a check sum in small letters', `${QR_CODE.slice(0, -4)}${QR_CODE.slice(-4).toLowerCase()}`],
	])('is taken in %s', async (_name, qrCode) => {
		expect((await running.create(payment({ method: 'PIX_QRCODE', qrCode }))).status).toBe(201);
	});
});

describe('business errors', () => {
	it('come as 416 with their own code', async () => {
		const foreign = { method: 'PIX_QRCODE', qrCode: '00020101021226' };
		const { status, json } = await running.create(payment(foreign));
		expect([status, json]).toEqual([
			416,
			{ statusCode: 4101, error: 'Business processing error', message: ['The QR code is not a Pix QR code'] },
		]);
		const instant = await running.createInstant(instantPayment({ initType: 'PIX_QRCODE', qrCode: 'x' }));
		expect([instant.status, instant.json.statusCode]).toEqual([416, 4101]);
	});

	it.each([
		[4102, undefined, ['The QR code is a Pix Cobrança']],
		[4103, 'Troco', ['Troco']],
		[4104, ['One', 'Two'], ['One', 'Two']],
	])('%i is refused with on demand, once, and creates nothing', async (refuse, message, said) => {
		await running.control('POST', '/klavi/next', { refuse, message });
		const body = payment();
		const token = await running.token();
		const { status, json } = await running.create(body, token);
		expect([status, json.statusCode, json.message]).toEqual([416, refuse, said]);
		expect(await running.payments()).toEqual([]);
		expect((await running.create(body, token)).status).toBe(201);
	});

	it('say their message as text where set so', async () => {
		running.set({ messageStyle: 'text' });
		await running.control('POST', '/klavi/next', { refuse: 4104, message: ['One', 'Two'] });
		expect((await running.create()).json.message).toBe('One; Two');
	});
});
