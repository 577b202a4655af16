import { InputError } from '../../../common/errors/errors';
import { problems as commonProblems } from '../../../common/errors/problems';
import { additionalFields } from '../../../common/fields/properties';
import type { Item } from '../../../common/run/item';
import { cellText } from '../../../common/values/identifiers';
import { getPath, type Json, type JsonRecord, mergeJson, setPath, withoutPath } from '../../../common/values/json';
import { refuseCardsBeside } from '../../../common/values/refusedCards';
import * as validate from '../../../common/values/validate';
import type { FieldPaths, Payer, Revision } from '../../api/revisions';
import { problems, rules } from '../../problems';
import { DETAIL_NAMES, DETAILS, type PaymentFieldName, payerType, paymentFields } from './paymentFields';
import { taxIdType } from './taxIds';

/** The body of a payment, checked as it will be sent. */
export interface CheckedPayment {
	body: JsonRecord;
	/** Empty text if there is none. */
	externalId: string;
}

const PAYER: PaymentFieldName[] = ['personTaxId', 'personName', 'companyTaxId', 'companyName'];

/** Always required in a payment, besides what identifies the payee. Contract: 2.2, Minimum payload */
const REQUIRED: PaymentFieldName[] = ['externalId', 'participant', 'method', ...PAYER, 'amount'];

/** Accounts of these types have a branch; a payment account has none. Contract: 5.5 */
const TYPES_WITH_BRANCH = ['CACC', 'SVGS'];

/** Where each field stands in this body: some paths depend on who pays. */
function pathsIn(body: JsonRecord, { fields, payer, paidByCompany }: Revision): FieldPaths {
	const mark = getPath(body, paidByCompany.path);
	const { value } = paidByCompany;
	const isCompany = value === undefined ? mark !== undefined && mark !== null : mark === value;
	return { ...fields, ...(isCompany ? payer.company : payer.person).fields };
}

/** The fields of the chosen method: those of others may still hold what was typed before. */
function payeeFields(method: string, { methods }: Revision): PaymentFieldName[] {
	return Object.hasOwn(methods, method) ? methods[method] : [];
}

/** Undefined if nobody has chosen who pays, or the page of a hosted checkout asks for it. */
function chosenPayer(item: Item, { payer: { company, person } }: Revision): Payer | undefined {
	const kind = item.text(payerType);
	return kind === 'company' ? company : kind === 'person' ? person : undefined;
}

/** The body from the fields, not checked yet. A payer's fields are in it even if they are empty, so that they are asked for. */
function typedBody(item: Item, revision: Revision, isWhole: boolean): JsonRecord {
	// a hosted checkout has no field for it
	const method = isWhole ? item.text(paymentFields.method) : '';
	const payer = chosenPayer(item, revision);
	const paths: Partial<FieldPaths> = { ...revision.fields, ...payer?.fields };
	const payerNames = Object.keys(payer?.fields ?? {}) as PaymentFieldName[];
	const names: PaymentFieldName[] = [
		'externalId',
		'participant',
		...(isWhole ? (['method'] as const) : []),
		'amount',
		'redirectUrl',
		...DETAIL_NAMES,
		...payerNames,
		...payeeFields(method, revision),
	];

	let body: JsonRecord = {};
	for (const [path, value] of Object.entries({ ...revision.fixed, ...payer?.fixed })) body = setPath(body, path, value);
	for (const name of names) {
		const path = paths[name];
		const value = typedValue(item, name);
		if (path !== undefined && (value !== '' || payerNames.includes(name))) body = setPath(body, path, value);
	}
	return body;
}

/** A field as it was filled in. Numbers, lists and objects stay what they are, for the check to name. */
function typedValue(item: Item, name: PaymentFieldName): Json {
	const value = DETAIL_NAMES.includes(name) ? item.collection(DETAILS)[name] : item.value(name);
	return typeof value === 'string' ? value.trim() : ((value ?? '') as Json);
}

/** An amount as the body writes it. @param asTyped true if the user has chosen to send their own form */
function readAmount(value: unknown, revision: Revision, asTyped: boolean): string {
	const { displayName, kind } = paymentFields.amount;
	if (asTyped && revision.acceptsTypedAmount) return validate.amount(value, displayName);
	const reais = kind.read(value, displayName) ?? '';
	const written = reais === '' ? '' : revision.writeAmount(reais);
	if (written === undefined) throw validate.invalid(displayName, rules.reaisAmount(), value);
	return written;
}

function checkMethod(method: string, { methods, name }: Revision): void {
	if (method === '' || Object.hasOwn(methods, method)) return;
	throw new InputError(problems.methodUnavailable(method, name, Object.keys(methods)));
}

/** A value as it is sent; empty text for blanks. */
function read(name: PaymentFieldName, value: unknown, reading: validate.Reading): string {
	const { kind, displayName } = paymentFields[name];
	return kind.read(value, displayName, reading) ?? '';
}

/** Names everything that is missing at once. @param isPayerOpen true if nobody has chosen who pays, which decides their fields */
function requireAll(missing: PaymentFieldName[], isPayerOpen: boolean): void {
	const labels = missing.map((name) =>
		isPayerOpen && PAYER.includes(name) ? payerType.displayName : paymentFields[name].displayName,
	);
	const [first, ...others] = new Set(labels);
	if (first === undefined) return;
	throw new InputError(
		others.length === 0 ? commonProblems.fieldEmpty(first) : commonProblems.fieldsEmpty([first, ...others]),
	);
}

/**
 * The body of a payment from the fields and the additional JSON, checked after the merge. Contract: 2.2, 2.5, 2.7
 * @param isWhole false for a hosted checkout, where the payer may fill in what is missing
 */
export function readPayment(item: Item, revision: Revision, isWhole: boolean): CheckedPayment {
	const merged = mergeJson(typedBody(item, revision, isWhole), item.jsonObject(additionalFields));
	const paths = pathsIn(merged, revision);
	const asTyped = item.collection('options').sendAmountAsTyped === true;

	// before any check: an item that is refused for something else may be the same payment as another one
	const externalId = getPath(merged, paths.externalId);
	if (typeof externalId === 'string' || typeof externalId === 'number')
		item.requireUnique(paymentFields.externalId.displayName, cellText(validate.toText(externalId)));
	const method = read('method', getPath(merged, paths.method), item);
	checkMethod(method, revision);
	const hasPayer = item.text(payerType) !== 'none';
	const required = isWhole ? [...REQUIRED, ...payeeFields(method, revision)] : hasPayer ? PAYER : [];
	const accountType = read('creditorAccountType', getPath(merged, paths.creditorAccountType), item);
	const hasBranch = TYPES_WITH_BRANCH.includes(accountType);
	const isRequired = (name: PaymentFieldName) =>
		required.includes(name) && !revision.optional.includes(name) && (name !== 'creditorBranch' || hasBranch);
	const entries = Object.entries(paths) as Array<[PaymentFieldName, string]>;
	requireAll(
		entries.filter(([name, path]) => isRequired(name) && validate.isBlank(getPath(merged, path))).map(([name]) => name),
		chosenPayer(item, revision) === undefined,
	);

	let body = merged;
	for (const [name, path] of entries) {
		const value = getPath(merged, path);
		if (validate.isBlank(value)) body = withoutPath(body, path);
		else body = setPath(body, path, name === 'amount' ? readAmount(value, revision, asTyped) : read(name, value, item));
	}
	refuseCardsBeside(Object.values(paths), merged, 'the payment');
	return { body: withTaxIdType(body, revision), externalId: validate.toText(getPath(body, paths.externalId)) };
}

/** Says whether the payee's number is a CPF or a CNPJ, if the revision requires it. */
function withTaxIdType(body: JsonRecord, { fields, creditorTaxIdType }: Revision): JsonRecord {
	if (creditorTaxIdType === undefined) return body;
	const taxId = validate.toText(getPath(body, fields.creditorTaxId));
	return taxId === '' ? body : setPath(body, creditorTaxIdType, taxIdType(taxId));
}
