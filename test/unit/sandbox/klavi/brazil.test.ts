import { crc16, isPixQrCode } from '../../../../sandbox/klavi/rules/brCode';
import { cnpjCheckDigits, isCnpj } from '../../../../sandbox/klavi/rules/cnpj';

describe('a CNPJ', () => {
	it.each([
		// the example of the Receita Federal, one with letters that was issued, and two older ones
		['12ABC34501DE', '35'],
		['00000000E08G', '12'],
		['112223330001', '81'],
		['440381880001', '32'],
	])('%s has the check digits %s', (root, digits) => {
		expect(cnpjCheckDigits(root)).toBe(digits);
		expect(isCnpj(root + digits)).toBe(true);
	});

	it.each([
		'12ABC34501DE53',
		'12ABC34501DE3',
		'12ABC34501DE355',
		'12ABC34501D35A',
		'12ÁBC34501DE35',
		12_345_678_000_195,
	])('%s is none', (value) => expect(isCnpj(value)).toBe(false));

	it('without letters is not judged by its check digits', () => expect(isCnpj('11222333000182')).toBe(true));
});

describe('the text of a Pix QR code', () => {
	it('has the check sum CRC-16/CCITT-FALSE', () => expect([crc16('123456789'), crc16('')]).toEqual(['29B1', 'FFFF']));

	it.each([
		['characters', '5904'],
		['bytes', '5905'],
	])('may count letters of two bytes as %s', (_unit, head) => {
		const text = `00020126180014br.gov.bcb.pix5204000053039865802BR${head}Café6009SAO PAULO62070503***6304`;
		expect(isPixQrCode(text + crc16(text))).toBe(true);
		expect(isPixQrCode(text + crc16(`${text} `))).toBe(false);
	});
});
