import type { Kind } from '../../../../nodes/common/fields/fieldSpec';
import * as kinds from '../../../../nodes/Klavi/actions/payment/kinds';
import { pixKey } from '../../../../nodes/Klavi/actions/payment/pixKey';
import { checksum, qrCode } from '../../../../nodes/Klavi/actions/payment/qrCode';
import { taxIdType } from '../../../../nodes/Klavi/actions/payment/taxIds';
import { problemOf } from '../problemOf';

const read = (kind: Kind<string>, value: unknown) => kind.read(value, 'F');
/** The code of the problem, and what a user reads. */
function refusal(kind: Kind<string>, value: unknown) {
	try {
		return { sent: read(kind, value) };
	} catch (error) {
		return { problem: problemOf(error), message: (error as Error).message };
	}
}

describe('CPF', () => {
	test.each([
		['123.456.789-01', '12345678901'],
		['12345678901', '12345678901'],
		[' 123 456 789 01 ', '12345678901'],
		[12345678901, '12345678901'],
		['', undefined],
	])('%j is sent as %s', (given, sent) => {
		expect(read(kinds.cpf, given)).toBe(sent);
	});
	test.each([
		['1234567890'],
		['11111111111'],
		['000.000.000-00'],
		['123456789012'],
		['123.456.789-0X'],
		['123456789O1'],
		['11222333000181'],
		[1234567890],
		['...'],
		[{}],
		[['12345678901']],
	])('%j is none, and is never shown', (given) => {
		const { problem, message } = refusal(kinds.cpf, given);
		expect(problem).toBe(typeof given === 'object' ? 'text' : 'cpf');
		expect(message).toMatch(/^F /);
		expect(message).not.toMatch(/\d{3,}/);
	});
});

describe('CNPJ', () => {
	test.each([
		['11.222.333/0001-81', '11222333000181'],
		['12345678000195', '12345678000195'],
		[12345678000195, '12345678000195'],
		['12.ABC.345/01DE-35', '12ABC34501DE35'],
		['12abc34501de35', '12ABC34501DE35'],
		['00000000E08G12', '00000000E08G12'],
		['00.000.000/E08G-12', '00000000E08G12'],
		[' AB 12CD34EF56 02 ', 'AB12CD34EF5602'],
		['ZZZZZZZZZZZZ62', 'ZZZZZZZZZZZZ62'],
		['A1.B2C.3D4/0001-93', 'A1B2C3D4000193'],
	])('%j is sent as %s, also where a CPF is possible and as Pix key', (given, sent) => {
		expect([read(kinds.cnpj, given), read(kinds.taxId, given), read(pixKey, given)]).toEqual([sent, sent, sent]);
		expect(taxIdType(sent)).toBe('CNPJ');
	});
	test.each([
		['11.222.333/0001-8'],
		['00.000.000/0000-00'],
		['112223330001811'],
		['12ABC34501DE36'],
		['12ABC34501DE53'],
		['12ABC3450IDE35'],
		['12ABC345O1DE35'],
		['12ABC34501DEA5'],
		['12ABC34501DÉ35'],
		['12345678901'],
		['ABC45678901'],
		['1234567890A'],
	])('%j is none, and is never shown', (given) => {
		for (const kind of [kinds.cnpj, kinds.taxId]) {
			if (kind === kinds.taxId && /^\d{11}$/.test(given)) continue;
			const { problem, message } = refusal(kind, given);
			expect(problem).toBe(kind === kinds.cnpj ? 'cnpj' : 'cpfOrCnpj');
			expect(message).not.toContain(given);
		}
		if (!/^\d{11}$/.test(given)) expect(refusal(pixKey, given).problem).toBe('pixKey');
	});
	test('the length says which kind it is', () => {
		expect([taxIdType('12345678901'), taxIdType('11222333000181')]).toEqual(['CPF', 'CNPJ']);
	});
});

describe('what spreadsheets do to a number', () => {
	const fields = { cpf: kinds.cpf, cnpj: kinds.cnpj, taxId: kinds.taxId, ispb: kinds.ispb, pixKey };
	test.each(Object.entries(fields))('%s: broken cells and lost digits are named', (_name, kind) => {
		expect(refusal(kind, '#N/A').problem).toBe('brokenCell');
		expect(refusal(kind, '1.2345678000195E+13').problem).toBe('lostDigits');
	});
	test('marks that cannot be seen, and the one for text, are removed', () => {
		expect([read(kinds.cpf, '\u200b123.456.789-01'), read(kinds.cpf, "'12345678901")]).toEqual([
			'12345678901',
			'12345678901',
		]);
		expect([read(pixKey, '\ufeffAna@Example.com\u202c'), read(kinds.ispb, "'00000000")]).toEqual([
			'ana@example.com',
			'00000000',
		]);
	});
});

test.each([
	['60701190', '60701190'],
	['00.000.000', '00000000'],
	['12abc345', '12ABC345'],
	['12.ABC.345', '12ABC345'],
	[60701190, '60701190'],
	['', undefined],
])('ISPB %j is sent as %s', (given, sent) => {
	expect(read(kinds.ispb, given)).toBe(sent);
});
test.each(['123', '607011901', '6070119Ç', '60701_90', '0'])('%j is no ISPB', (given) => {
	expect(refusal(kinds.ispb, given).problem).toBe('ispb');
});

describe('Pix key', () => {
	test.each([
		['12345678901', '12345678901'],
		['123.456.789-01', '12345678901'],
		// a CPF that could be a mobile number is clear with its punctuation
		['119.876.543-21', '11987654321'],
		['+5511987654321', '+5511987654321'],
		['+55 (11) 98765-4321', '+5511987654321'],
		['+55 11 3333-4444', '+551133334444'],
		['+351912345678', '+351912345678'],
		['Ana.Souza@Example.COM', 'ana.souza@example.com'],
		[' ana+pix@mail.example.com.br ', 'ana+pix@mail.example.com.br'],
		['123e4567-e12b-12d1-a456-426655440000', '123e4567-e12b-12d1-a456-426655440000'],
		['123E4567-E12B-12D1-A456-426655440000', '123e4567-e12b-12d1-a456-426655440000'],
		['', undefined],
	])('%j is sent as %s', (given, sent) => {
		expect(read(pixKey, given)).toBe(sent);
	});

	test.each([
		['11987654321', '+5511987654321', '119.876.543-21'],
		[11987654321, '+5511987654321', '119.876.543-21'],
		['11 98765-4321', '+5511987654321', '119.876.543-21'],
		['(11) 98765-4321', '+5511987654321', undefined],
		['5571992555724', '+5571992555724', undefined],
		['55 (71) 99255-5724', '+5571992555724', undefined],
		['005511987654321', '+5511987654321', undefined],
		['021987654321', '+5521987654321', undefined],
	])('%j is questioned: the mobile number %s, or the CPF %s', (given, mobile, cpf) => {
		let advice = '';
		try {
			read(pixKey, given);
		} catch (error) {
			expect(problemOf(error)).toBe('pixKeyAmbiguous');
			({ advice } = (error as { problem: { advice: string } }).problem);
		}
		expect(advice).toContain(mobile);
		if (cpf === undefined) expect(advice).not.toContain('CPF');
		else expect(advice).toContain(cpf);
		// what the advice says works
		expect(read(pixKey, mobile)).toBe(mobile);
		if (cpf !== undefined) expect(read(pixKey, cpf)).toBe(cpf.replace(/\D/g, ''));
	});

	test.each([
		'1234567890',
		'12345678',
		'1133334444',
		'+5511',
		'+55011987654321',
		'+5555119876543210',
		'+5511987654321a',
		'++5511987654321',
		'{123e4567-e12b-12d1-a456-426655440000}',
		'123e4567e12b12d1a456426655440000',
		'urn:uuid:123e4567-e12b-12d1-a456-426655440000',
		'9f3e4567-e12b-12d1-a456-42665544000',
		'123e4567-e12b-12d1-a456-42665544000g',
		'ana@',
		'@example.com',
		'ana@example',
		'ana souza@example.com',
		'ana@exa_mple.com',
		'açaí@example.com',
		'ana@example.com, eva@example.com',
		'mailto: ana@example.com',
		'Ana Souza',
		'12345678901 ana',
		'0',
		'+',
		'@',
		'a'.repeat(77),
	])('%j is none, and is not shown', (given) => {
		const { problem, message } = refusal(pixKey, given);
		expect(problem).toBe('pixKey');
		if (given.length > 5) expect(message).not.toContain(given);
	});
	test.each([`${'a'.repeat(70)}@b.co.uk`, 'a'.repeat(78)])('%j is too long', (given) => {
		expect(refusal(pixKey, given).problem).toBe('textLength');
	});
	test.each([[{}], [['ana@example.com']]])('%j is no text', (given) => {
		expect(refusal(pixKey, given).problem).toBe('text');
	});
});

describe('the text of a QR code', () => {
	/** The example in the manual of Brazil's central bank. */
	const STATIC =
		'00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D';
	const DYNAMIC =
		'00020126520014BR.GOV.BCB.PIX2530pix.example.com/qr/v2/9d36b84f5204000053039865802BR5911Açaí da Ana6009SAO PAULO62070503***630465E3';
	/** Its lengths count bytes. */
	const IN_BYTES =
		'00020126370014BR.GOV.BCB.PIX0115ana@example.com5204000053039865802BR5913Açaí da Ana6009SAO PAULO62070503***63046FD9';
	const withChecksum = (text: string) => `${text}6304${checksum(`${text}6304`)}`;

	test('the checksum is that of the standard', () => {
		expect(checksum('123456789')).toBe('29B1');
	});
	test.each([
		[STATIC, STATIC],
		[` ${STATIC}\n`, STATIC],
		[`${STATIC.slice(0, 60)}\r\n${STATIC.slice(60)}`, STATIC],
		[STATIC.replace(/1D3D$/, '1d3d'), STATIC.replace(/1D3D$/, '1d3d')],
		[DYNAMIC, DYNAMIC],
		[IN_BYTES, IN_BYTES],
		['', undefined],
	])('%j is sent as %s', (given, sent) => {
		expect(read(qrCode, given)).toBe(sent);
	});
	test.each<[string, string]>([
		['another checksum', STATIC.replace(/1D3D$/, '1D3E')],
		['a short checksum', STATIC.slice(0, -1)],
		['no checksum', STATIC.slice(0, -8)],
		['a cut text', STATIC.slice(0, 80)],
		['a changed letter', STATIC.replace('Fulano', 'Fulana')],
		['a blank too many', STATIC.replace('de Tal', 'de  Tal')],
		['something behind it', `${STATIC} thanks`],
		['two codes', STATIC + STATIC],
		['a length that does not fit', withChecksum(STATIC.slice(0, -8).replace('5913', '5914'))],
		['a field twice', withChecksum(`${STATIC.slice(0, -8)}5802BR`)],
		['no beginning', withChecksum(STATIC.slice(6, -8))],
		['another payment system', '00020126200011com.example0101x5204000053039865802BR6304404D'],
		['a link', 'https://pix.example.com/qr/v2/9d36b84f'],
		['a Pix key', 'ana@example.com'],
		['only a checksum', '6304FFFF'],
	])('%s is refused', (_case, given) => {
		expect(refusal(qrCode, given).problem).toBe('qrCodeInvalid');
	});
	test('more than 512 characters are too many', () => {
		expect(refusal(qrCode, '0'.repeat(513)).problem).toBe('textLength');
	});
});

describe('accounts', () => {
	test.each([
		['CACC', 'CACC'],
		[' tran ', 'TRAN'],
		['', undefined],
	])('account type %j is sent as %s', (given, sent) => {
		expect(read(kinds.accountType, given)).toBe(sent);
	});
	test.each([
		['00123456', '00123456'],
		['12345X', '123450'],
		['12345x', '123450'],
		[123456, '123456'],
		['1'.repeat(20), '1'.repeat(20)],
		[`${'1'.repeat(19)}X`, `${'1'.repeat(19)}0`],
		['', undefined],
	])('account number %j is sent as %s', (given, sent) => {
		expect(read(kinds.accountNumber, given)).toBe(sent);
	});
	test.each<[keyof typeof kinds, unknown, string]>([
		['branch', '12345', 'branch'],
		['branch', '12-3', 'branch'],
		['accountNumber', '1'.repeat(21), 'accountNumber'],
		['accountNumber', '12345-6', 'accountNumber'],
		['accountNumber', 'X', 'accountNumber'],
		['accountNumber', '12X45', 'accountNumber'],
		['accountNumber', '12345P', 'accountNumber'],
		['accountType', 'SLRY', 'oneOf'],
		['redirectUrl', 'https:// shop', 'redirectUrl'],
		['redirectUrl', 'shop.example.com', 'redirectUrl'],
		['redirectUrl', 'https://', 'redirectUrl'],
		['redirectUrl', 'https://?order=1', 'redirectUrl'],
		['redirectUrl', 'javascript:alert(1)', 'redirectUrl'],
		['redirectUrl', 'DATA:text/html,x', 'redirectUrl'],
		['redirectUrl', 'file:///etc/passwd', 'redirectUrl'],
	])('%s does not accept %j', (name, given, problem) => {
		expect(refusal(kinds[name] as Kind<string>, given).problem).toBe(problem);
	});
	test.each(['https://shop.example.com/thanks', 'http://localhost:1/', 'shopapp://paid', 'com.example.shop:/paid'])(
		'%s is an address to return to',
		(address) => {
			expect(read(kinds.redirectUrl, address)).toBe(address);
		},
	);
});

describe('an amount', () => {
	test.each(['48.00', '0.05', '1333.04', 1333.04])('%j', (given) => {
		expect(read(kinds.reais, given)).toBe(String(given));
	});
	test.each([
		'48',
		48,
		4800,
		'4800',
		48.5,
		'48.5',
		'48,00',
		'1.000',
		'1.000,00',
		'1,000.00',
		'48.005',
		'-1.00',
		'1e2',
		'R$ 48.00',
		'48.00 BRL',
	])('%j is refused: it may mean another amount', (given) => {
		expect(refusal(kinds.reais, given).problem).toBe('reaisAmount');
	});
});

it('digits that look like a card number are none in a Pix key or a QR code', () => {
	const text =
		'00020126400014br.gov.bcb.pix0118shop39@example.com5204000053039865802BR5906LOJA J6009SAO PAULO62070503***63047385';
	expect(read(qrCode, text)).toBe(text);
	expect(read(pixKey, '30000000000152')).toBe('30000000000152');
});
