import { InputError } from '../../../common/errors/errors';
import { type Rule, ruleProblem } from '../../../common/errors/problem';
import type { Kind } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { cellText } from '../../../common/values/identifiers';
import * as validate from '../../../common/values/validate';
import { rules } from '../../problems';
import { bare, isCnpj, isCpf, isOneDigit } from './taxIds';

function matching(pattern: RegExp, rule: () => Rule): Kind<string> {
	return kinds.textKind((value, field, reading) => {
		const text = validate.identifier(value, field, reading);
		if (text !== '' && !pattern.test(text)) throw validate.invalid(field, rule(), value);
		return text;
	});
}

/** Reais with exactly two decimals: no other form can be mistaken for centavos, or centavos for it. Contract: 6.1 */
export const reais = kinds.textKind((value, field) => {
	const text = cellText(validate.plainText(value, field));
	if (text !== '' && !/^\d{1,16}\.\d{2}$/.test(text)) throw validate.invalid(field, rules.reaisAmount(), value);
	return text;
});

/** A CPF or CNPJ as it is sent: without punctuation, in upper case. Contract: 5.5 */
function taxIdOf(isValid: (taxId: string) => boolean, rule: () => Rule): Kind<string> {
	return kinds.textKind((value, field, reading) => {
		const text = validate.identifier(value, field, reading);
		const taxId = bare(text);
		if (text === '' || isValid(taxId)) return taxId;
		// the number identifies a person: only its length is shown
		const characters = /^\d*$/.test(taxId) ? 'digits' : 'letters, digits or other characters';
		const seen = `${taxId.length} ${characters}${isOneDigit(taxId) ? ', all of them the same' : ''}`;
		throw new InputError(ruleProblem(rule(), field, seen));
	});
}

export const cpf = taxIdOf(isCpf, rules.cpf);
export const cnpj = taxIdOf(isCnpj, rules.cnpj);
export const taxId = taxIdOf((text) => isCpf(text) || isCnpj(text), rules.cpfOrCnpj);

/** The ISPB of a bank: the first 8 characters of its CNPJ. Contract: 5.5 */
export const ispb = kinds.textKind((value, field, reading) => {
	const text = validate.identifier(value, field, reading);
	const code = bare(text);
	if (text !== '' && !/^[A-Z0-9]{8}$/.test(code)) throw validate.invalid(field, rules.ispb(), value);
	return code;
});

export const branch = matching(/^\d{1,4}$/, rules.branch);

/** Some banks write the check digit 10 as X, which becomes 0. Contract: 5.5 */
export const accountNumber = kinds.textKind((value, field, reading) => {
	const text = validate.identifier(value, field, reading);
	if (text !== '' && !/^(?:\d{1,20}|\d{1,19}X)$/i.test(text))
		throw validate.invalid(field, rules.accountNumber(), value);
	return text.replace(/X$/i, '0');
});

/** An app's own scheme is an address too; a scheme that carries a script or a document is none. */
export const redirectUrl = matching(
	/^(?!https?:\/*(?:$|[?#]))(?!(?:javascript|data|vbscript|file|blob|filesystem|about|view-source):)[a-z][a-z0-9+.-]*:\S+$/i,
	rules.redirectUrl,
);

/** Contract: 2.2 */
export const accountType = kinds.choice([
	{ name: 'Current Account (CACC)', value: 'CACC' },
	{ name: 'Payment Account (TRAN)', value: 'TRAN' },
	{ name: 'Savings Account (SVGS)', value: 'SVGS' },
]);

/** How the payee is identified. Which methods there are depends on the revision. Contract: 2.2, 2.5 */
export const method: Kind<string> = {
	...kinds.text,
	property: {
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Account Data (PIX_MANU)', value: 'PIX_MANU', description: 'To the bank account that you fill in below' },
			{
				name: 'Payee Preset at Klavi (PIX_MANU_AUTO)',
				value: 'PIX_MANU_AUTO',
				description: 'To the account that Klavi has on file for you (Customer API v1 only)',
			},
			{ name: 'Pix Key (PIX_DICT)', value: 'PIX_DICT', description: 'To the owner of a Pix key' },
			{
				name: 'Pix Key of a Payee Preset at Klavi (PIX_INIC)',
				value: 'PIX_INIC',
				description: 'To an account that Klavi has on file for you, identified by its Pix key (Instant payments only)',
			},
			{
				name: 'QR Code (PIX_QRCODE)',
				value: 'PIX_QRCODE',
				description: 'To the payee of a Pix QR code (Pix Copia e Cola)',
			},
		],
		default: 'PIX_DICT',
	},
};
