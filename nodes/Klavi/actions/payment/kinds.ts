import { InputError } from '../../../common/errors/errors';
import { type Rule, ruleProblem } from '../../../common/errors/problem';
import type { Kind } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import * as validate from '../../../common/values/validate';
import { problems, rules } from '../../problems';

/** The digits of a number that may have punctuation. Check digits are not checked: Klavi's own samples fail them. Contract: 5.5 */
function numberOf(lengths: number[], rule: () => Rule): Kind<string> {
	return kinds.textKind((value, field) => {
		const text = validate.plainText(value, field);
		const digits = text.replace(/[\s./-]/g, '');
		if (text === '' || (/^\d+$/.test(digits) && lengths.includes(digits.length))) return digits;
		// the number identifies a person: only its length is shown
		const seen = /^\d*$/.test(digits) ? `${digits.length} digits` : 'other characters';
		throw new InputError(ruleProblem(rule(), field, seen));
	});
}

export const cpf = numberOf([11], rules.cpf);
export const cnpj = numberOf([14], rules.cnpj);
export const taxId = numberOf([11, 14], rules.cpfOrCnpj);

/** The API's word for a checked number. */
export const taxIdType = (digits: string): 'CPF' | 'CNPJ' => (digits.length === 14 ? 'CNPJ' : 'CPF');

function matching(pattern: RegExp, rule: () => Rule): Kind<string> {
	return kinds.textKind((value, field) => {
		const text = validate.plainText(value, field);
		if (text !== '' && !pattern.test(text)) throw validate.invalid(field, rule(), text);
		return text;
	});
}

export const branch = matching(/^\d{1,4}$/, rules.branch);
export const accountNumber = matching(/^\d{1,20}$/, rules.accountNumber);
export const redirectUrl = matching(/^[a-z][a-z0-9+.-]*:\S+$/i, rules.redirectUrl);

/** A CPF or CNPJ as people write it. */
const PUNCTUATED = /^(\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2})$/;

/** Contract: 2.2 */
export const pixKey = kinds.textKind((value, field) => {
	const text = validate.textUpTo(value, field, 77);
	if (PUNCTUATED.test(text)) throw new InputError(problems.pixKeyPunctuated(field));
	return text;
});

const accountTypes = kinds.choice([
	{ name: 'Current Account (CACC)', value: 'CACC' },
	{ name: 'Payment Account (TRAN)', value: 'TRAN' },
	{ name: 'Savings Account (SVGS)', value: 'SVGS' },
]);

/** Also in lower case. Contract: 2.2 */
export const accountType: Kind<string> = {
	...accountTypes,
	read: (value, field) => accountTypes.read(validate.plainText(value, field).toUpperCase(), field),
};

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
			{ name: 'QR Code (PIX_QRCODE)', value: 'PIX_QRCODE', description: 'The text of a Pix QR code (copy and paste)' },
		],
		default: 'PIX_DICT',
	},
};
