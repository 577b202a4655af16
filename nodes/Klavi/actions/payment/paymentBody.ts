import { InputError } from '../../../common/errors/errors';
import { additionalFields } from '../../../common/fields/properties';
import type { Item } from '../../../common/run/item';
import { isRecord, type Json, type JsonRecord, mergeJson } from '../../../common/values/json';
import * as check from '../../../common/values/validate';
import type { MemberName, Places, Revision } from '../../api/revisions';
import { messages } from '../../problems';
import * as form from './validators';

/** The body of a payment, checked as it will be sent. */
export interface CheckedPayment {
	body: JsonRecord;
	/** Empty where there is none. */
	externalId: string;
}

interface Rule {
	field: string;
	/** The value as it is sent. @throws InputError naming the field and the rule */
	checked: (value: unknown, field: string) => string;
}

/** What each member must be, and what its field is called. Contract: 2.2, 5.5 */
const RULES: Record<Exclude<MemberName, 'method' | 'amount' | 'creditorTaxIdType'>, Rule> = {
	externalId: { field: 'External ID', checked: check.plainText },
	participant: { field: 'Participant', checked: check.plainText },
	personTaxId: { field: 'Payer CPF', checked: form.cpf },
	personName: { field: 'Payer Name', checked: check.plainText },
	companyTaxId: { field: 'Company CNPJ', checked: form.cnpj },
	companyName: { field: 'Company Name', checked: check.plainText },
	pixKey: { field: 'Pix Key', checked: form.pixKey },
	qrCode: { field: 'QR Code Text', checked: form.qrCode },
	creditorTaxId: { field: 'Creditor CPF or CNPJ', checked: form.taxId },
	creditorName: { field: 'Creditor Name', checked: check.plainText },
	creditorIspb: { field: 'Creditor ISPB', checked: form.ispb },
	creditorBranch: { field: 'Creditor Branch', checked: form.branch },
	creditorNumber: { field: 'Creditor Account Number', checked: form.accountNumber },
	creditorAccountType: { field: 'Creditor Account Type', checked: form.accountType },
	redirectUrl: { field: 'Redirect URL', checked: form.address },
	description: { field: 'Description', checked: check.plainText },
	townCode: { field: 'Town Code', checked: form.townCode },
};

const PAYER: MemberName[] = ['personTaxId', 'personName', 'companyTaxId', 'companyName'];

/** Always needed in a payment, beside what names the payee. Contract: 2.2, Minimum payload */
const NEEDED: MemberName[] = ['externalId', 'participant', 'method', ...PAYER, 'amount'];

/** Accounts of these types have a branch; a payment account has none. Contract: 5.5 */
const TYPES_WITH_BRANCH = ['CACC', 'SVGS'];

/** The value at a place of a body; undefined where it is not there. */
export function valueAt(body: JsonRecord, place: string): unknown {
	return place
		.split('.')
		.reduce<unknown>((inner, part) => (isRecord(inner) && Object.hasOwn(inner, part) ? inner[part] : undefined), body);
}

function put(body: JsonRecord, place: string, value: Json): JsonRecord {
	return mergeJson(body, place.split('.').reduceRight<Json>((inner, part) => ({ [part]: inner }), value) as JsonRecord);
}

/** Where each member stands in this body: who pays decides some places. */
function placesIn(body: JsonRecord, { places, payer, paidByCompany }: Revision): Places {
	const mark = valueAt(body, paidByCompany.at);
	const isCompany = paidByCompany.is === undefined ? mark !== undefined && mark !== null : mark === paidByCompany.is;
	return { ...places, ...(isCompany ? payer.company : payer.person).places };
}

/** The members whose fields belong to the chosen method: others may still hold what was typed before. */
function payeeMembers(method: string, { methods }: Revision): MemberName[] {
	return Object.hasOwn(methods, method) ? methods[method] : [];
}

/** The body from the fields, nothing checked yet. A company's fields stand in it even if empty, so that they are asked for. */
function typedBody(item: Item, revision: Revision, isWhole: boolean): JsonRecord {
	// a hosted checkout has no field for it
	const method = isWhole ? item.text('method') : '';
	const kind = item.text('payerType');
	const payer = kind === 'company' ? revision.payer.company : kind === 'person' ? revision.payer.person : undefined;
	const members: MemberName[] = [
		'externalId',
		'participant',
		...(isWhole ? (['method'] as const) : []),
		'amount',
		'redirectUrl',
		'description',
		'townCode',
	];
	const places = { ...revision.places, ...payer?.places };
	const payerMembers = Object.keys(payer?.places ?? {}) as MemberName[];

	let body: JsonRecord = {};
	for (const [place, value] of Object.entries({ ...revision.fixed, ...payer?.fixed })) body = put(body, place, value);
	for (const member of [...members, ...payerMembers, ...payeeMembers(method, revision)]) {
		const place = places[member];
		const value = typedValue(item, member);
		const isAsked = payerMembers.includes(member);
		if (place !== undefined && (value !== '' || isAsked)) body = put(body, place, value as Json);
	}
	return body;
}

/** A field as it was filled in. Numbers, lists and objects stay what they are, for the check to name. */
function typedValue(item: Item, member: MemberName): unknown {
	const inGroup = member === 'description' || member === 'townCode';
	const value = inGroup ? item.collection('details')[member] : item.value(member);
	return value === undefined || value === null ? '' : typeof value === 'string' ? value.trim() : value;
}

function checkedAmount(value: unknown, { amount }: Revision, asTyped: boolean): string {
	const text = check.amount(value, 'Amount');
	if (text === '' || amount.form.test(text) || (amount.loose && asTyped)) return text;
	const advice = amount.loose ? messages.amountLooseAdvice : messages.amountAdvice;
	throw check.invalid('Amount', amount.rule, text, advice);
}

function checkedMethod(value: unknown, { methods, name }: Revision): string {
	const method = check.plainText(value, 'Method');
	if (method === '' || Object.hasOwn(methods, method)) return method;
	throw new InputError(messages.noSuchMethod(method, name), messages.noSuchMethodAdvice(Object.keys(methods)));
}

/** True where nothing stands at a place. */
function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/**
 * The body of a payment from the fields and the additional JSON, checked after the merge.
 *
 * Contract: 2.2, 2.5, 2.7.
 *
 * @param isWhole false for a hosted checkout, where the payer may fill in what is missing
 * @throws InputError naming the field and the rule
 */
export function readPayment(item: Item, revision: Revision, isWhole: boolean): CheckedPayment {
	const merged = mergeJson(
		typedBody(item, revision, isWhole),
		item.jsonObject('additionalFields', additionalFields.displayName),
	);
	const places = placesIn(merged, revision);
	const asTyped = item.collection('options').sendAmountAsTyped === true;
	const at = (member: MemberName) => (places[member] === undefined ? undefined : valueAt(merged, places[member]));

	// before any check: an item that is refused for something else may be the same payment as another one
	const externalId = at('externalId');
	if (typeof externalId === 'string' || typeof externalId === 'number')
		item.requireUnique(RULES.externalId.field, check.toText(externalId));
	const method = checkedMethod(at('method'), revision);
	const hasPayer = item.text('payerType') !== 'none';
	const needed = isWhole ? [...NEEDED, ...payeeMembers(method, revision)] : hasPayer ? PAYER : [];
	const hasBranch = TYPES_WITH_BRANCH.includes(check.toText(at('creditorAccountType')).toUpperCase());
	let body = merged;
	for (const member of Object.keys(places) as MemberName[]) {
		const place = places[member] as string;
		const value = valueAt(merged, place);
		if (member === 'creditorTaxIdType') continue;
		const rule: Rule =
			member === 'amount'
				? { field: 'Amount', checked: (given) => checkedAmount(given, revision, asTyped) }
				: member === 'method'
					? { field: 'Method', checked: () => method }
					: RULES[member];
		const isNeeded =
			needed.includes(member) && !revision.optional.includes(member) && (member !== 'creditorBranch' || hasBranch);
		if (isNeeded) check.requiredText(value, rule.field);
		if (isEmpty(value)) body = without(body, place);
		else body = put(body, place, rule.checked(value, rule.field));
	}
	return {
		body: withTaxIdType(body, places),
		externalId: check.toText(places.externalId === undefined ? '' : valueAt(body, places.externalId)),
	};
}

/** The body without what stands empty at a place. */
function without(body: JsonRecord, place: string): JsonRecord {
	const [first, ...rest] = place.split('.');
	if (!Object.hasOwn(body, first)) return body;
	const { [first]: inner, ...others } = body;
	if (rest.length === 0) return others;
	return isRecord(inner) ? { ...body, [first]: without(inner, rest.join('.')) } : body;
}

/** Says of the payee's number whether it is a CPF or a CNPJ, where the revision wants to know. */
function withTaxIdType(body: JsonRecord, { creditorTaxId, creditorTaxIdType }: Places): JsonRecord {
	if (creditorTaxId === undefined || creditorTaxIdType === undefined) return body;
	const taxId = check.toText(valueAt(body, creditorTaxId));
	return taxId === '' ? body : put(body, creditorTaxIdType, form.taxIdType(taxId));
}
