import { isInternalIp } from '../../../../common/http/localAddress';
import { visible } from '../../../../common/values/identifiers';
import { isRecord, type Json, type JsonRecord } from '../../../../common/values/json';
import { booleanOf, toText } from '../../../../common/values/validate';
import { COLUMNS, NamedColumns } from '../matching/orders';
import { nameOf } from '../matching/payment';

/** What two payments may have in common. Contract: 3.4. */
export const ELEMENTS = ['ip', 'device', 'account', 'address'] as const;
export type Element = (typeof ELEMENTS)[number];

/** The usual names of columns, without blanks and marks: those of an order, and those of what ties payments to a customer. */
const EVIDENCE_COLUMNS = {
	...COLUMNS,
	account:
		'customerid accountid customeraccountid account userid useraccountid loginid login username shopperid clientid',
	ip: 'ip ipaddress ipaddr customerip customeripaddress purchaseip customerpurchaseip shopperip buyerip clientip userip browserip orderip remoteip',
	deviceId: 'deviceid customerdeviceid device',
	fingerprint: 'fingerprint devicefingerprint customerdevicefingerprint',
	street:
		'street address address1 addressline1 line1 street1 shippingaddress shippingaddress1 shippingaddressline1 shippingstreet deliveryaddress deliverystreet',
	city: 'city town shippingcity shippingaddresscity deliverycity',
	postalCode: 'postalcode postcode zip zipcode shippingpostalcode shippingzip shippingaddresszip deliverypostalcode',
	country: 'country countrycode shippingcountry shippingcountrycode shippingaddresscountry deliverycountry',
	email: 'email customeremail emailaddress',
	phone: 'phone customerphone phonenumber',
	disputed: 'disputed isdisputed dispute hasdispute disputestatus disputedat chargeback haschargeback chargedback',
	fraud: 'fraud isfraud fraudreported reportedasfraud fraudreport tc40',
} as const;
export const evidenceColumns = new NamedColumns<keyof typeof EVIDENCE_COLUMNS>(EVIDENCE_COLUMNS);

export type EvidenceValues = ReturnType<typeof evidenceColumns.read>;

/** What ties a payment to a customer, in a form in which equal values are equal text. */
export interface Evidence {
	ip?: string;
	deviceId?: string;
	fingerprint?: string;
	account?: string;
	email?: string;
	phone?: string;
	street?: string;
	city?: string;
	postalCode?: string;
	country?: string;
}

/** What shops and programs write if they know nobody: two payments have it in common, but not their customer. */
const NOBODY = /^(?:0+|0{8}-(?:0{4}-){3}0{12}|unknown|unavailable|anonymous|guest|default|test|none|no|false|x+)$/;

/** A value that may tell customers apart. */
function knownName(value: unknown): string | undefined {
	const text = nameOf(value);
	return text === undefined || NOBODY.test(text) ? undefined : text;
}

/** An IP address in its usual form: an IPv6 address has many, and may contain an IPv4 address. */
function ipIn(value: unknown): string | undefined {
	const text = knownName(value);
	if (text === undefined || !text.includes(':')) return text;
	const [, mapped] = /^(?:0*:)*:?(?:0*:)*ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
	if (mapped !== undefined) return mapped;
	try {
		return new URL(`http://[${text}]`).hostname.slice(1, -1);
	} catch {
		return text;
	}
}

/** The address that a customer has in the internet. One of a network inside is that of the shop or of a proxy. */
function ipOf(value: unknown): string | undefined {
	const ip = ipIn(value);
	return ip === undefined || isInternalIp(ip) ? undefined : ip;
}

/** Words without regard to case, accents and marks. */
function wordsOf(value: unknown): string | undefined {
	const words = (knownName(value) ?? '')
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
	return words === '' ? undefined : words;
}

export function evidenceOf(values: EvidenceValues): Evidence {
	return {
		ip: ipOf(values.ip),
		deviceId: knownName(values.deviceId),
		fingerprint: knownName(values.fingerprint),
		account: knownName(values.account),
		email: nameOf(values.email),
		phone: nameOf(values.phone),
		street: wordsOf(values.street),
		city: wordsOf(values.city),
		postalCode: wordsOf(values.postalCode)?.replace(/ /g, ''),
		country: wordsOf(values.country),
	};
}

const isEqual = (one: string | undefined, other: string | undefined): boolean => one !== undefined && one === other;
const differs = (one: string | undefined, other: string | undefined): boolean =>
	one !== undefined && other !== undefined && one !== other;

/** The same street in the same place: what only one of them has is not compared. */
function isSameAddress(one: Evidence, other: Evidence): boolean {
	if (!isEqual(one.street, other.street)) return false;
	if (!isEqual(one.postalCode, other.postalCode) && !isEqual(one.city, other.city)) return false;
	return (['postalCode', 'city', 'country'] as const).every((part) => !differs(one[part], other[part]));
}

/** The elements in which two payments match. */
export function matchesOf(one: Evidence, other: Evidence): Element[] {
	const isMatch: Record<Element, boolean> = {
		ip: isEqual(one.ip, other.ip),
		device: isEqual(one.deviceId, other.deviceId) || isEqual(one.fingerprint, other.fingerprint),
		account: isEqual(one.account, other.account),
		address: isSameAddress(one, other),
	};
	return ELEMENTS.filter((element) => isMatch[element]);
}

/** The elements that a payment has at all. */
export const elementsOf = (evidence: Evidence): Element[] => matchesOf(evidence, evidence);

const NOT_DISPUTED = /^(?:-+|none|never|nothing|null|no dispute|not disputed|undisputed|n\/?a)$/i;

/** True if a column about disputes or fraud says yes: with a word, a status or a date. */
export function isDisputed({ disputed, fraud }: EvidenceValues): boolean {
	return [disputed, fraud].some((value) => {
		if (typeof value === 'object' && value !== null) return true;
		const text = visible(toText(value));
		return text !== '' && booleanOf(text) !== false && !NOT_DISPUTED.test(text);
	});
}

/** A record with the fields of its records, at any depth, under their own names. */
export function flat(record: JsonRecord): JsonRecord {
	const entries = Object.entries(record).flatMap(
		([name, value]): Array<[string, Json]> => (isRecord(value) ? Object.entries(flat(value)) : [[name, value]]),
	);
	return Object.fromEntries(entries);
}
