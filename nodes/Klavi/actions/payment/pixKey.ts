import { InputError } from '../../../common/errors/errors';
import type { Kind } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import * as validate from '../../../common/values/validate';
import { problems, rules } from '../../problems';
import { bare, isCnpj, isCpf } from './taxIds';

const LONGEST = 77;

/** As the registry of Pix keys describes an email address. */
const EMAIL = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/** A CPF or CNPJ with the punctuation that only it has. */
const WRITTEN_CPF = /^\d{3}\.\d{3}\.\d{3}-\d{2}$/;

/** A mobile number without its country: an area code of Brazil, then 9 digits that begin with 9. */
const MOBILE = /^(?:1[1-9]|2[12478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9])9\d{8}$/;

/** With its country. */
const PHONE = /^\+(?:55[1-9]{2}9?\d{8}|(?!55)[1-9]\d{7,14})$/;

const withoutSeparators = (text: string): string => text.replace(/[\s().\u2010-\u2015\u2212-]/g, '');

/** A CPF as people write it. */
const written = (cpf: string): string => cpf.replace(/^(\d{3})(\d{3})(\d{3})(\d{2})$/, '$1.$2.$3-$4');

/** The one form in which a key is registered; undefined for anything else. Contract: 2.2 */
function canonical(text: string): string | undefined {
	if (text.includes('@')) return EMAIL.test(text.toLowerCase()) ? text.toLowerCase() : undefined;
	if (validate.looksLikeUuid(text)) return text.toLowerCase();
	if (text.startsWith('+')) {
		const phone = withoutSeparators(text);
		return PHONE.test(phone) ? phone : undefined;
	}
	const taxId = bare(text);
	return isCpf(taxId) || isCnpj(taxId) ? taxId : undefined;
}

/** The number that somebody may have meant who left out the country or its plus. */
function mobileIn(text: string): string | undefined {
	if (WRITTEN_CPF.test(text)) return undefined;
	const digits = withoutSeparators(text)
		.replace(/^(?:00|\+)?55(?=\d{11}$)/, '')
		.replace(/^0(?=\d{11}$)/, '');
	return MOBILE.test(digits) ? `+55${digits}` : undefined;
}

/**
 * A Pix key in the form in which it is registered: CPF, CNPJ, phone, email, or random key. A mobile number without its country is
 * questioned: its 11 digits may also be somebody's CPF. Contract: 2.2, 5.5
 */
export const pixKey: Kind<string> = kinds.textKind((value, field, reading) => {
	const text = validate.upTo(validate.identifier(value, field, reading), field, LONGEST);
	if (text === '') return text;
	const key = canonical(text);
	const mobile = text.startsWith('+') ? undefined : mobileIn(text);
	if (mobile !== undefined && (key === undefined || isCpf(key)))
		throw new InputError(problems.pixKeyAmbiguous(field, mobile, key === undefined ? undefined : written(key)));
	if (key === undefined) throw validate.invalidLength(field, rules.pixKey(), text);
	return key;
});
