import { InputError } from '../../../common/errors/errors';
import type { Kind } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import * as validate from '../../../common/values/validate';
import { problems } from '../../problems';

const LONGEST = 512;
const CHECKSUM = /6304([0-9A-F]{4})$/i;

/** The scheme that a Pix QR code names in one of the fields for accounts. */
const PIX = 'BR.GOV.BCB.PIX';
const FIRST_ACCOUNT = 26;
const LAST_ACCOUNT = 51;

/** Fields by their two digits: each is followed by its length, two digits as well. Undefined if the text is not made of such fields. */
function fieldsOf(text: string): Map<string, string> | undefined {
	const fields = new Map<string, string>();
	for (let at = 0; at < text.length; ) {
		const [, id, length] = /^(\d{2})(\d{2})/.exec(text.slice(at, at + 4)) ?? [];
		const value = text.slice(at + 4, at + 4 + Number(length));
		if (id === undefined || value.length !== Number(length) || fields.has(id)) return undefined;
		fields.set(id, value);
		at += 4 + value.length;
	}
	return fields;
}

/** CRC-16 with the polynomial 0x1021, from 0xFFFF, as four hexadecimal digits. */
export function checksum(text: string): string {
	let crc = 0xffff;
	for (const byte of Buffer.from(text, 'utf8')) {
		crc ^= byte << 8;
		for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
	}
	return crc.toString(16).toUpperCase().padStart(4, '0');
}

/** What is wrong with the text of a QR code; undefined if nothing is. */
function complaintAbout(text: string): string | undefined {
	const [, given] = CHECKSUM.exec(text) ?? [];
	if (given === undefined) return 'its end is missing';
	if (checksum(text.slice(0, -4)) !== given.toUpperCase())
		return 'its last 4 characters do not fit the rest, so it was changed or cut';
	// lengths count characters in some codes and bytes in others
	const fields = fieldsOf(text) ?? fieldsOf(Buffer.from(text, 'utf8').toString('latin1'));
	if (fields?.get('00') !== '01') return 'it is not the text of a payment QR code';
	const isPix = [...fields].some(([id, value]) => {
		const isAccount = Number(id) >= FIRST_ACCOUNT && Number(id) <= LAST_ACCOUNT;
		return isAccount && fieldsOf(value)?.get('00')?.toUpperCase() === PIX;
	});
	return isPix ? undefined : 'it is the code of another payment system, not of Pix';
}

/** The text of a Pix QR code. Line breaks, which no code has, are removed; the checksum shows whether it is complete. Contract: 2.2 */
export const qrCode: Kind<string> = kinds.textKind((value, field, reading) => {
	const unbroken = typeof value === 'string' ? value.replace(/[\r\n\t]+/g, '') : value;
	const text = validate.identifier(unbroken, field, reading);
	// its digits are no card number: all of them are checked
	validate.upTo(text, field, LONGEST);
	const complaint = text === '' ? undefined : complaintAbout(text);
	if (complaint !== undefined) throw new InputError(problems.qrCodeInvalid(field, complaint));
	return text;
});
