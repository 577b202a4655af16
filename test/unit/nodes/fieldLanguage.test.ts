import type {
	IDataObject,
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

import { Chargebackhit } from '../../../nodes/Chargebackhit/Chargebackhit.node';
import { chargebackhit } from '../../../nodes/Chargebackhit/service';
import { InputError } from '../../../nodes/common/errors/errors';
import {
	Bytes,
	everyOperation,
	isBatch,
	type Operation,
	type Send,
	type Service,
	type ServiceRequest,
} from '../../../nodes/common/operation';
import { Item, Parameters } from '../../../nodes/common/run/item';
import { checksum } from '../../../nodes/Klavi/actions/payment/qrCode';
import { KlaviApi } from '../../../nodes/Klavi/api/klaviApi';
import { Klavi } from '../../../nodes/Klavi/Klavi.node';
import { klavi } from '../../../nodes/Klavi/service';
import { Kloutit } from '../../../nodes/Kloutit/Kloutit.node';
import { kloutit } from '../../../nodes/Kloutit/service';
import { Kount } from '../../../nodes/Kount/Kount.node';
import { kount } from '../../../nodes/Kount/service';
import { type Field, fieldsOf, isShown, understood } from '../../upgrade/fields';
import { execution } from './execution';
import { problemOf } from './problemOf';

/**
 * The one field language: what a value is decides how it is read, in every field of every operation. The fields come from the
 * registry, so a new one is tested from its first day.
 */
const SERVICES: Array<[Service, INodeTypeDescription]> = [
	[chargebackhit, new Chargebackhit().description],
	[klavi, new Klavi().description],
	[kloutit, new Kloutit().description],
	[kount, new Kount().description],
];

/** What decides which fields there are, beyond the operation. */
interface Form {
	label: string;
	variant?: KlaviApi;
	parameters?: IDataObject;
	/** Operations that do not have the form. */
	without?: string[];
}

const COMPANY = { payerType: 'company', companyTaxId: '12.345.678/0001-95', companyName: 'Loja Ltda.' };
const ACCOUNT = {
	...{ method: 'PIX_MANU', creditorTaxId: '123.456.789-01', creditorName: 'Ana Souza', creditorIspb: '60701190' },
	...{ creditorAccountType: 'CACC', creditorBranch: '1234', creditorNumber: '123456' },
};
const QR_TEXT =
	'00020126360014BR.GOV.BCB.PIX0114+55119876543215204000053039865802BR5903ANA6009SAO PAULO62070503***6304';
const KLAVI_FORMS: Form[] = (['customerV1', 'instant'] as const).flatMap((revision) => {
	const variant = new KlaviApi({ accessKey: 'ak_1', secretKey: 'sk_1', revision });
	const without = revision === 'instant' ? [] : ['cancel'];
	return [
		{ label: `${revision}, by key`, variant, parameters: { amount: '48.00', personName: 'Ana Souza' }, without },
		{
			label: `${revision}, to an account`,
			variant,
			parameters: { amount: '48.00', personTaxId: '123.456.789-01', personName: 'Ana Souza', ...COMPANY, ...ACCOUNT },
			without,
		},
		{
			label: `${revision}, by QR code`,
			variant,
			parameters: {
				amount: '48.00',
				personName: 'Ana Souza',
				method: 'PIX_QRCODE',
				qrCode: QR_TEXT + checksum(QR_TEXT),
			},
			without,
		},
	];
});
const formsOf = ({ name }: Service): Form[] => (name === 'Klavi' ? KLAVI_FORMS : [{ label: '' }]);
const ZONE = 'America/New_York';
const PLACEHOLDER = '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b';

interface Given {
	name: string;
	operation: Operation;
	parameters: IDataObject;
	field: Field;
	path: string[];
	variant?: KlaviApi;
}

/** The parameters of an operation's sample, with an ID in place of each placeholder. */
function sampleOf(operation: Operation): IDataObject {
	const entries = Object.entries(operation.sample.parameters);
	return Object.fromEntries(
		entries.map(([name, value]) => [name, typeof value === 'string' && /^\{\w+\}$/.test(value) ? PLACEHOLDER : value]),
	);
}

/** As n8n hands them over: of a record that is chosen, its ID. */
function withoutLocators(parameters: IDataObject): IDataObject {
	const isLocator = (value: unknown): value is { value: string } =>
		typeof value === 'object' && value !== null && 'mode' in value && 'value' in value;
	return Object.fromEntries(
		Object.entries(parameters).map(([name, value]) => [name, isLocator(value) ? value.value : value]),
	);
}

/** True if n8n shows a field with these parameters, whatever it stands in. */
function isOffered({ within }: Field, parameters: IDataObject, description: INodeTypeDescription): boolean {
	if (!isShown(within[0], parameters as INodeParameters, description)) return false;
	return within
		.slice(1)
		.every(({ displayOptions }) =>
			Object.entries(displayOptions?.show ?? {}).every(
				([name, values]) => !name.startsWith('/') || (values as unknown[]).includes(parameters[name.slice(1)]),
			),
		);
}

const every: Given[] = SERVICES.flatMap(([service, description]) =>
	everyOperation(service.resources)
		// an event is sent on as it came, and files are not fields
		.filter(({ resource, operation }) => resource.value !== 'event' && operation.sample.files === undefined)
		.flatMap((one) => formsOf(service).map((form) => ({ ...one, form })))
		.filter(({ operation, form }) => !form.without?.includes(operation.value))
		.flatMap(({ resource, operation, form }) => {
			const values = { ...sampleOf(operation), ...form.parameters };
			const stored = { resource: resource.value, operation: operation.value, ...values };
			const understands = understood(description, stored as INodeParameters, true) as IDataObject;
			const parameters = withoutLocators(understands);
			const label = form.label && ` (${form.label})`;
			return fieldsOf(description.properties)
				.filter((field) => isOffered(field, parameters, description))
				.filter(({ property }) => !['resource', 'operation'].includes(property.name))
				.map((field) => ({
					name: `${service.name} ${resource.value} ${operation.value}: ${field.path.join('.')}${label}`,
					operation,
					parameters,
					field,
					path: field.path,
					variant: form.variant,
				}));
		}),
);

/** The parameters with a value in one field; a list gets one row. */
function withValue({ parameters, field, path }: Given, value: unknown): IDataObject {
	const [outermost] = field.within;
	const isRows = outermost.type === 'fixedCollection' && outermost.typeOptions?.multipleValues === true;
	const put = (record: unknown, names: string[], depth = 0): unknown => {
		if (names.length === 0) return value;
		const present = (record ?? {}) as Record<string, unknown>;
		const inner = put(Array.isArray(present[names[0]]) ? undefined : present[names[0]], names.slice(1), depth + 1);
		return { ...present, [names[0]]: isRows && depth === 1 ? [inner] : inner };
	};
	return put(parameters, path) as IDataObject;
}

/** The item with these parameters. */
function itemWith(
	{ variant }: Pick<Given, 'variant'>,
	parameters: IDataObject,
	hints: string[],
	json: IDataObject = {},
) {
	const { context } = execution({ parameters });
	const item = new Item(0, { json }, new Parameters(context), {
		hint: (message) => hints.push(message),
		file: async () => await Promise.reject(new Error('No files here')),
		timeZone: () => ZONE,
		variant,
	});
	return { item, context };
}

/** What an operation would send. @throws InputError for what it refuses */
async function sent(
	given: Pick<Given, 'operation' | 'variant'>,
	parameters: IDataObject,
	hints: string[] = [],
	json: IDataObject = {},
): Promise<string> {
	const { operation } = given;
	const { item, context } = itemWith(given, parameters, hints, json);
	if (isBatch(operation)) return JSON.stringify(operation.rows(item));
	const prepared = await operation.prepare(item);
	const request =
		typeof prepared === 'function'
			? // the first step of several that is not about a token; a reply to an open request sends none
				await new Promise<ServiceRequest | undefined>((resolve) => {
					const send: Send = async (one) => {
						if (one.path.endsWith('/auth')) return { status: 200, headers: {}, body: { accessToken: 'token' } };
						resolve(one);
						return await new Promise(() => undefined);
					};
					prepared(send, context, async ({ act }) => await act()).then(
						() => resolve(undefined),
						() => resolve(undefined),
					);
				})
			: prepared.request;
	if (request === undefined) return NOTHING;
	const { body, path, query } = request;
	return JSON.stringify({ path, query, body: body instanceof Bytes ? body.content.toString() : body });
}
const NOTHING = 'sends nothing';

/** The code of the problem; undefined if the value is accepted. */
async function refusal(given: Given, value: unknown): Promise<string | undefined> {
	return await refusalOf(given, withValue(given, value));
}

async function refusalOf(
	given: Pick<Given, 'operation' | 'variant'>,
	parameters: IDataObject,
	json?: IDataObject,
): Promise<string | undefined> {
	try {
		await sent(given, parameters, [], json);
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		return problemOf(error);
	}
	return undefined;
}

const ofFields = (matches: (property: INodeProperties, path: string[]) => boolean): Array<[string, Given]> =>
	every.filter(({ field, path }) => matches(field.property, path)).map((given) => [given.name, given]);

/** The values that a field accepts. */
async function accepted(given: Given, values: unknown[]): Promise<unknown[]> {
	const codes = await Promise.all(values.map(async (value) => await refusal(given, value)));
	return values.filter((_value, index) => codes[index] === undefined);
}

it('the samples themselves are accepted', async () => {
	for (const given of every) await sent(given, given.parameters);
	expect(every.length).toBeGreaterThan(500);
});

const NAMING =
	/(Id|ID|Ids|Number|arn|Arn|ARNs|email|Email|EmailAddress|descriptor|Descriptors|sku|caids|Token|Code)$|^(binFilter|channel|pspName|participant|pixKey|qrCode|creditorIspb|creditorBranch|personName|companyName|creditorName|customerName|sellerName|rentalOwnerName|hotelName|filialName|bankName|cancelledBy|redirectUrl|townCode)$/;
/** Text of these is no name: words, digits of a fixed count, or a code in words. */
const NOT_NAMING = /^(countryCode|reasonCode|otherStatusCode)$/;
const names = ofFields(
	({ type, name }, [first]) =>
		(type === 'string' || type === 'resourceLocator') &&
		NAMING.test(name) &&
		!NOT_NAMING.test(name) &&
		// somebody may be called None
		!(first === 'orderDetails' && name === 'customerName') &&
		// these name columns
		first !== 'orderColumns',
);

/** What spreadsheets, databases and programs leave where a name should be. */
const BROKEN_NAMES = [
	...['7.4609E+22', '1.23457E+12', '1.23457E+14', '7,4609e+22', '4,44E+10', '4.44e+10', '-1.5E+10', '1E+15', '1.5e-05'],
	...[
		'#N/A',
		'#REF!',
		'#WERT!',
		'#DIV/0!',
		'#N/V',
		'#NV',
		'#¡REF!',
		'#¡VALOR!',
		'#¿NOMBRE?',
		'#VALUE!',
		'#NAME?',
		'#NUM!',
	],
	...['#NULL!', '#SPILL!', '#ССЫЛКА!', '#N/A N/A', '########', '#ERROR!', ' #N/A ', '\ufeff#REF!', 'N/A', 'n/a'],
	...['undefined', 'NULL', 'null', '(null)', '<NA>', 'NaN', 'NaT', 'None', '\\N', '-Infinity'],
	...[
		'7.4609E22',
		'1.23457E12',
		'#数値!',
		'#참조!',
		'#REF',
		'#ERROR',
		'#NA',
		'Err:502',
		'Error 2042',
		'n.a.',
		'-nan',
		'inf',
	],
	...['(blank)', '(Leer)', '(en blanco)', '[null]', '<null>', 'undefined undefined', 'NaN-NaN-NaN', '1.#IND', '-', '—'],
	...['{{ $json.id }}', '={{ $json.order.id }}'],
	...[
		'1.23457e15',
		'1,23457E15',
		'7.4609 × 10^22',
		'7,4609·10²²',
		'#N/B',
		'#I/T',
		'#Δ/Υ',
		'#YOK',
		'#HIÁNYZIK',
		'#CALC',
	],
	...['[object Object]', '[object Date]', 'Invalid DateTime', 'Invalid Date', 'Loading...', "'#N/A", '="null"'],
	...['1001.0', '"1001.0"', 1001.5, true, false],
	...[1e22, Number.NaN, Number.POSITIVE_INFINITY, { id: 'A-1' }, [{ id: 'A-1' }]],
];
/** The same name as people and files write it. */
const spellingsOf = (name: string) => [
	...[`\u200b${name}\u202a`, `\ufeff ${name}\u00a0`, `${name}\u200b`, `\u2068${name}\u2069`, `\t${name}\r\n`],
	...[`\u2800${name}\u3164`, `\u00ad${name}\u2060`, `${name}\u{e0041}`, `\u034f${name}`],
	...[`\0${name}\u001f`, `\u007f${name}\u0090`, `${name}\ufe0f`, `${name}\u{e0100}`, `\u180b${name}\ufff9`],
	...['\0', '\u0001', '\u001b', '\u009f', '\u00ad', '\u200b', '\u200c', '\u200d', '\u202e', '\u2060', '\ufeff'].map(
		(unseen) => [...name].join(unseen),
	),
	...['\ufe00', '\ufe0f', '\u{e01ef}', '\ufdd0', '\u{1d173}'].map((unseen) => name[0] + unseen + name.slice(1)),
	...[`\u3000${name}`, [...name].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join('')],
];
const TEXT_MARKS = [
	'\u201c07102\u201d',
	'\u201e07102\u201c',
	"'07102",
	'\u201907102',
	'\u201807102\u2019',
	"'07102'",
	'="07102"',
	'"07102"',
];

describe('what names something', () => {
	it('is found in every service', () => {
		const found = names.map(([name]) => name);
		expect(found).toEqual(
			expect.arrayContaining([
				'Chargebackhit enrollment enrollMids: details.cardAcceptorId',
				'Chargebackhit alert respond: orderId',
				'Klavi payment create: externalId (instant, by key)',
				'Klavi payment create: pixKey (customerV1, by key)',
				'Klavi payment create: creditorTaxId (instant, to an account)',
				'Klavi payment create: qrCode (customerV1, by QR code)',
				'Klavi payment cancel: cancelledBy (instant, by key)',
				'Klavi checkout create: personTaxId (customerV1, to an account)',
				'Kloutit case create: expedientNumber',
				'Kloutit case create: details.transactionId',
				'Kount transaction upload: orderNumber',
				'Kount order create: merchantOrderId',
			]),
		);
	});

	describe.each(names)('%s', (_name, given) => {
		it('refuses what broken cells and shortened numbers left', async () => {
			const isSent =
				(await refusal(given, 'A-1')) !== undefined ||
				/A-1|sends nothing/i.test(await sent(given, withValue(given, 'A-1')));
			// the name of a person who acts for a company is not part of every revision
			if (isSent) expect(await accepted(given, BROKEN_NAMES)).toEqual([]);
		});

		it('says of a name that looks similar at most that it has another form', async () => {
			for (const value of [
				'12E5',
				'A#N/A',
				'null-1',
				"O'Neill-7",
				'NANTES',
				'None-1',
				'NONE',
				'#1001',
				'N/A-1',
				'1.2E5',
				'#REF-1',
				'1001.5',
				'10.0.0',
				'#A1/B',
			])
				expect(['brokenCell', 'lostDigits']).not.toContain(await refusal(given, value));
		});

		it('sends the name as it looks', async () => {
			const isUuid = /uuid/i.test((await refusal(given, 'A-1')) ?? '');
			const clean = isUuid ? PLACEHOLDER : 'A-1';
			if ((await refusal(given, clean)) !== undefined) return;
			const plain = await sent(given, withValue(given, clean));
			for (const seen of spellingsOf(clean)) expect(await sent(given, withValue(given, seen))).toBe(plain);
		});

		it('sends no tab and no line break within a name', async () => {
			for (const sign of ['\t', '\n', '\r\n', '\v', '\u0085', '\u2028']) {
				const value = `A-1${sign}A-2`;
				if ((await refusal(given, value)) === undefined)
					// the entries of a list, and the words of a person's name
					expect(await sent(given, withValue(given, value))).not.toMatch(/\\[tnrv]|\\u000b|[\u0085\u2028]/);
			}
		});

		it('removes the marks by which a spreadsheet marks text, and tells it', async () => {
			// 't Hooft is a name
			if (/^(person|company|creditor|customer|seller|rentalOwner|hotel|filial|bank)Name$/.test(given.path.at(-1)!))
				return;
			if ((await refusal(given, '07102')) !== undefined) return;
			const plain = await sent(given, withValue(given, '07102'));
			for (const marked of TEXT_MARKS) {
				const hints: string[] = [];
				expect(await sent(given, withValue(given, marked), hints)).toBe(plain);
				if (!given.path.includes('filters') && plain !== NOTHING) expect(hints.length).toBeGreaterThan(0);
			}
		});
	});
});

/** These are IDs as well, or have stricter rules of their own. */
const OTHER_IDS = /(?:phone|pspName|ipAddress|userIp|identifier|last4|^field)$/i;
const WEB_ADDRESS = /(url|websiteLink)$/i;
const SOURCES = /^(orderColumns|columns|filters|options)$/;
const texts = ofFields(
	({ type, name }, [first]) =>
		type === 'string' &&
		!SOURCES.test(first) &&
		(!NAMING.test(name) || /[a-z]Name$/.test(name)) &&
		!WEB_ADDRESS.test(name) &&
		!OTHER_IDS.test(name),
);
/** A card number as it may stand in words. */
const CARDS_IN_WORDS = [
	...['4111111111111111', '4111 1111 1111 1111', '3782-822463-10005', '4111|1111|1111|1111', '4111, 1111, 1111, 1111'],
	...[
		'4111_1111_1111_1111',
		'4111\n1111\n1111\n1111',
		'৪১১১ ১১১১ ১১১১ ১১১১',
		'４１１１１１１１１１１１１１１１',
		'6304000000000000034',
	],
];

describe('card numbers in words', () => {
	it('are looked for in every service', () => {
		expect(new Set(texts.map(([name]) => name.split(' ')[0])).size).toBe(4);
		expect(texts.map(([name]) => name)).toEqual(
			expect.arrayContaining([
				'Kloutit case create: details.additionalInfo',
				'Kloutit case create: details.bankName',
				'Kount order create: payment.billingFamilyName',
			]),
		);
	});

	it.each(texts)('%s: are refused, and other numbers are not', async (_name, given) => {
		if (
			(await refusal(given, 'Words')) !== undefined ||
			!(await sent(given, withValue(given, 'Words'))).includes('Words')
		)
			return;
		for (const card of CARDS_IN_WORDS) expect([card, await refusal(given, card)]).toEqual([card, 'cardNumberFound']);
		// any number that passes the check is refused beside a card's digits
		if (/^payment/.test(given.path[0])) return;
		const harmless = ['A 4111111111111112', 'call +4915112345678', '4111, 4112, 4113, 4118', '411111******1111'];
		expect(await accepted(given, harmless)).toEqual(harmless);
	});

	it.each(texts.filter(([, { parameters }]) => 'additionalFields' in parameters).slice(0, 400))(
		'%s: neither does additional JSON bring one',
		async (_name, given) => {
			const path = (await refusal(given, 'Words')) === undefined ? await pathInBody(given, 'Words') : undefined;
			if (!path) return;
			const body = await bodyOf(given, withValue(given, 'Words'));
			const fields = { [path[0]]: replaced(body, path, 'Card 4111;1111;1111;1111')[path[0]] };
			expect(await refusalOf(given, { ...withValue(given, 'Words'), additionalFields: fields } as IDataObject)).toBe(
				'cardNumberFound',
			);
		},
	);

	const open = every.filter(
		({ path, parameters, name }) =>
			path[0] === 'additionalFields' &&
			'additionalFields' in parameters &&
			/case|payment create|alert r|enrollMids|order create/.test(name),
	);
	it.each(open.map((given): [string, Given] => [given.name, given]))(
		'%s: nor do fields that nobody knows',
		async (_name, given) => {
			for (const fields of [{ card_number: '4111.1111.1111.1111' }, { own: { cardNo: 501800000009 } }])
				expect([
					fields,
					await refusalOf(given, { ...given.parameters, additionalFields: fields } as IDataObject),
				]).toEqual([fields, 'cardNumberFound']);
		},
	);
});

const people = ofFields(
	({ type, name }) =>
		type === 'string' &&
		/^(firstName|lastName|billingFirstName|billingFamilyName|customerName|billingName|personName|creditorName|sellerName|rentalOwnerName|city|street|state|billingCity|billingState|billingAddress1|shippingCity|departureCity|arrivalCity|rentalOriginLocation)$/.test(
			name,
		),
);

describe('names of people and places', () => {
	it('are found in every service', () => expect(people.length).toBeGreaterThan(30));

	it.each(people)('%s: a word of a program may be a name, but not what only a program writes', async (_name, given) => {
		if (given.path[0] === 'orderColumns') return;
		if (
			(await refusal(given, 'Words')) !== undefined ||
			!(await sent(given, withValue(given, 'Words'))).includes('Words')
		)
			return;
		const real = ['Null', 'Nan', 'Nat', 'Inf', 'Nil', 'Na', 'Noné', 'Null Island', 'Blank', 'Undefined Road', "O'Null"];
		expect(await accepted(given, real)).toEqual(real);
		const broken = [
			'#N/A',
			'#REF!',
			'[object Object]',
			'undefined',
			'null',
			'NULL',
			'NaN',
			'{{ $json.name }}',
			'########',
		];
		expect(await accepted(given, [...broken, 'null null', '(null)', 'Err:502', '#NAME?'])).toEqual([]);
		const isLegal = /^(personName|creditorName|sellerName|rentalOwnerName)$/.test(given.path.at(-1)!);
		const isCustomerOfCase = given.path.at(-1) === 'customerName' && given.name.startsWith('Kloutit');
		if (!isLegal && !isCustomerOfCase)
			expect(await accepted(given, ['None', 'N/A', '-'])).toEqual(['None', 'N/A', '-']);
	});
});

/** The path of a field's value in the request's body; undefined if it is not in the body, or not as it was given. */
async function pathInBody(given: Given, value: string): Promise<string[] | undefined> {
	const find = (node: unknown, path: string[]): string[] | undefined => {
		if (String(node) === value && typeof node !== 'object') return path;
		if (typeof node !== 'object' || node === null) return undefined;
		for (const [name, inner] of Object.entries(node)) {
			const found = find(inner, [...path, name]);
			if (found) return found;
		}
		return undefined;
	};
	return find(await bodyOf(given, withValue(given, value)), []);
}

/** The body that additional JSON is merged into: of a batch one row, of a checkout the payment. */
async function bodyOf(given: Given, parameters: IDataObject): Promise<IDataObject> {
	const text = await sent(given, parameters);
	if (text === NOTHING) return {};
	const parsed = JSON.parse(text) as IDataObject;
	if (isBatch(given.operation)) return (Array.isArray(parsed) ? parsed[0] : parsed) as IDataObject;
	const body = (parsed.body ?? {}) as IDataObject;
	return (body.payment !== undefined && body.accessKey !== undefined ? body.payment : body) as IDataObject;
}

/** A copy of the body with another value at a path. */
function replaced(body: IDataObject, path: string[], value: unknown): IDataObject {
	const copy = structuredClone(body);
	const last = path.slice(0, -1).reduce<Record<string, unknown>>((node, name) => node[name] as never, copy as never);
	last[path.at(-1)!] = value;
	return copy;
}

/** A value that the field accepts and that is found again in the body. */
const OWN_VALUE: Record<string, string> = {
	...{
		pixKey: '+5521998877665',
		personTaxId: '98765432101',
		creditorTaxId: '98765432101',
		companyTaxId: '98765432000195',
	},
	...{
		creditorIspb: '99887766',
		creditorBranch: '9876',
		cancelledBy: '98765432101',
		redirectUrl: 'https://a.example/own',
	},
	...{ townCode: '9876543', acquirerBin: '987654', mcc: '9876', binNumber: '987654', bin: '987654', cardBin: '987654' },
	...{ creditorNumber: '987654', email: 'own@example.com', disputeId: PLACEHOLDER },
};

describe.each(names.filter(([, { parameters }]) => 'additionalFields' in parameters))(
	'%s, from other sources',
	(_name, given) => {
		const own = OWN_VALUE[given.path.at(-1)!] ?? 'OWN-VALUE-1';
		const odd = BROKEN_NAMES.filter((value) => JSON.stringify(value) !== 'null');

		it('is checked in additional JSON, as text and as an object', async () => {
			if ((await refusal(given, own)) !== undefined) return;
			const path = await pathInBody(given, own);
			if (!path) return;
			const body = await bodyOf(given, withValue(given, own));
			const top = path[0];
			for (const value of odd) {
				const fields = { [top]: replaced(body, path, value)[top] };
				for (const additionalFields of [fields, JSON.stringify(fields)]) {
					const code = await refusalOf(given, { ...withValue(given, own), additionalFields } as IDataObject);
					expect([value, code]).toEqual([value, expect.any(String)]);
				}
			}
			// a number as JSON text has it: its digits are still there, an exponent has lost them
			const raw = (number: string) =>
				JSON.stringify({ [top]: replaced(body, path, '\u0001')[top] }).replace('"\\u0001"', number);
			for (const number of ['1.23457E+14', '7.4609e+22'])
				expect(await refusalOf(given, { ...withValue(given, own), additionalFields: raw(number) })).toEqual(
					expect.any(String),
				);
			const digits = '74609012345678901234567';
			if ((await refusal(given, digits)) === undefined)
				expect(await sent(given, { ...withValue(given, own), additionalFields: raw(digits) })).toContain(digits);
		});

		it('is checked in input items, and in a list in one field', async () => {
			const source = { transactionSource: 'items', midSource: 'items' };
			if (!isBatch(given.operation) || !Object.keys(source).some((name) => name in given.parameters)) return;
			const path = await pathInBody(given, own);
			if (!path) return;
			const row = await bodyOf(given, withValue(given, own));
			expect(await refusalOf(given, { ...given.parameters, ...source }, row)).toBeUndefined();
			for (const value of odd) {
				const broken = replaced(row, path, value);
				expect([value, await refusalOf(given, { ...given.parameters, ...source }, broken)]).toEqual([
					value,
					expect.any(String),
				]);
				if (!('transactionSource' in given.parameters)) continue;
				const inField = { ...given.parameters, transactionSource: 'field', transactionField: 'orders' };
				for (const orders of [[row, broken], JSON.stringify([row, broken]), broken])
					expect([value, await refusalOf(given, inField, { orders } as IDataObject)]).toEqual([
						value,
						expect.any(String),
					]);
			}
		});
	},
);

describe('what may begin with zeros', () => {
	it.each(
		ofFields(
			(property, [first]) =>
				first !== 'orderColumns' &&
				/^(cardAcceptorId|postalCode|shippingPostalCode|authCode|kountClientID)$/.test(property.name),
		),
	)('%s: a number is sent, with a hint about the type of the column', async (_name, given) => {
		const hints: string[] = [];
		await sent(given, withValue(given, 7102), hints);
		expect(hints.join()).toContain('Text');
		expect(await refusal(given, '07102')).toBeUndefined();
	});
});

/** A date as expressions return it. */
class DateTimeOfN8n {
	toISO(): string {
		return '2026-01-31T11:00:00.000+01:00';
	}
}

const dates = ofFields((property) => property.type === 'dateTime' || property.name === 'orderDateTime');

describe('dates', () => {
	it('are found in every service', () => expect(dates.length).toBeGreaterThan(30));

	describe.each(dates)('%s', (_name, given) => {
		const read = async (value: unknown) => await sent(given, withValue(given, value));
		// a message of a case needs its other parts as well
		const isMessage = given.path.includes('messages');

		it.each([
			['2026-01-31T10:00:00', '2026-01-31T15:00:00'],
			['2026-07-31 10:00', '2026-07-31T14:00:00'],
			['2026-01-31', '2026-01-31T05:00:00'],
			['2026-01-31T10:00:00Z', '2026-01-31T10:00:00'],
			['2026-01-31 10:00:00 UTC', '2026-01-31T10:00:00'],
			['2026-01-31 11:00:00 +0100', '2026-01-31T10:00:00'],
			['\ufeff2026-01-31\u00a010:00:00 -0500', '2026-01-31T15:00:00'],
			// clocks skip this hour, and show that one twice
			['2026-03-08T02:30:00', '2026-03-08T07:30:00'],
			['2026-11-01 01:30:00', '2026-11-01T05:30:00'],
			['2028-02-29', '2028-02-29T05:00:00'],
			[new Date('2026-01-31T10:00:00Z'), '2026-01-31T10:00:00'],
			[new DateTimeOfN8n(), '2026-01-31T10:00:00'],
		])('%p is the moment %s in UTC', async (value, moment) => {
			if (!isMessage && (await read(value)) !== NOTHING) expect(await read(value)).toContain(moment);
		});

		it.each([
			['dateOrder', ['01/02/2026', '1/2/26', '05-11-2026', '5/6/2026 10:30 PM']],
			['dateSerial', [46000, 46054, '46054.5', '46000']],
			['dateUnixTime', [1769904000, '1769904000000', 1793836800.5, 1793836800000]],
			['dateYear', ['0024-05-01', '2206-05-01', '1899-12-30']],
			[
				'isoDate',
				[
					...[
						'31.01.2026',
						'31/12/2026',
						'12/31/26',
						'12/31/2026 23:59',
						'2026-13-01',
						'2026-02-30',
						'2026-02-29',
						'2026-00-10',
					],
					...['Nov 5, 2026', '5 November 2026', '20261105', '2026/11/05', '2026-11', '2026', '2026-W45-4', '2026-309'],
					...['2026-11-05T25:00:00Z', '2026-11-05 10:61', '2026-11-05T10:00:00+25:00', '2026-11-05 10:00 PM'],
					...['2026-11-05 10:00 CET', '0000-00-00 00:00:00', '10:30', 'tomorrow', 'null', '#N/A', 'NaN', '########'],
					...[true, 0, 'Invalid date', {}, [], new Date(Number.NaN), { toISO: () => null }],
				],
			],
		] as Array<[string, unknown[]]>)('are refused as %s', async (code, values) => {
			if (isMessage) return;
			for (const value of values) expect([value, await refusal(given, value)]).toEqual([value, code]);
		});
	});
});

const facts = ofFields(({ type, options }) => {
	const values = ((options ?? []) as INodePropertyOptions[]).map(({ value }) => value);
	return type === 'options' && (values.includes(true) || values.includes('True'));
});

describe('booleans', () => {
	it('are found', () => expect(facts.length).toBeGreaterThan(5));

	it.each(facts)('%s: TRUE, yes and 1 are true, FALSE, no and 0 are false', async (_name, given) => {
		const read = async (value: unknown) => await sent(given, withValue(given, value));
		const [isTrue, isFalse] = [await read(true), await read(false)];
		for (const yes of [
			'TRUE',
			'True',
			'yes',
			'Yes',
			'Y',
			't',
			'1',
			1,
			'TRUE ',
			'\ufefftrue\u00a0',
			'\u200bTrue',
			'ＴＲＵＥ',
		])
			expect([yes, await read(yes)]).toEqual([yes, isTrue]);
		for (const no of ['FALSE', 'No', 'no', 'N', 'f', '0', 0, ' False', 'FALSE\r\n'])
			expect([no, await read(no)]).toEqual([no, isFalse]);
		expect(isTrue).not.toBe(isFalse);
		const others = ['maybe', 'Ja', 'on', 'x', '✓', '-', '2', 'null', '#N/A', 'NaN', 'truefalse', 2, -1, [], {}];
		expect(await accepted(given, others)).toEqual([]);
	});
});

const lists = ofFields(
	({ type, options, name, typeOptions }) =>
		(type === 'options' || type === 'multiOptions') &&
		typeOptions?.loadOptionsMethod === undefined &&
		((options ?? []) as INodePropertyOptions[]).every(({ value }) => typeof value === 'string') &&
		// these decide which fields there are: they are never an expression
		![
			'midSource',
			'transactionSource',
			'orderSource',
			'caseSource',
			'amountsAreIn',
			'fileSource',
			'subscribedEvent',
			'method',
			'payerType',
		].includes(name),
);
const choicesOf = ({ field }: Given) =>
	((field.property.options ?? []) as INodePropertyOptions[]).filter(({ value }) => value !== '' && value !== 'other');

describe('lists', () => {
	it('are found', () => expect(lists.length).toBeGreaterThan(20));

	it.each(lists)('%s: a choice is known by its label and its value, in any case', async (_name, given) => {
		for (const { name, value } of choicesOf(given)) {
			if ((await refusal(given, value)) !== undefined) continue;
			const plain = await sent(given, withValue(given, value));
			for (const written of [name, name.toUpperCase(), String(value).toUpperCase(), ...spellingsOf(String(value))])
				expect([written, await sent(given, withValue(given, written))]).toEqual([written, plain]);
		}
	});

	it.each(lists.filter(([, { operation }]) => operation.effect === 'write'))(
		'%s: a broken cell is no choice, also where the service may add some',
		async (_name, given) => {
			if (choicesOf(given).length === 0 || given.path[0] === 'options') return;
			const broken = ['#N/A', '#REF!', 'undefined', 'NaN', '[object Object]', '########', {}, Number.NaN];
			const isFact = facts.some(([name]) => name === given.name);
			if (!isFact) expect(await accepted(given, broken)).toEqual([]);
		},
	);

	it('no two entries of a list are the same in another case', () => {
		for (const [, given] of lists) {
			const words = choicesOf(given).flatMap(({ name, value }) => [
				...new Set([name, String(value)].map((w) => w.toLowerCase())),
			]);
			expect([given.name, words.length]).toEqual([given.name, new Set(words).size]);
		}
	});

	const several = lists.filter(([, { field }]) => field.property.type === 'multiOptions');
	it.each(several)('%s: several are separated by what people and files use', async (_name, given) => {
		const two = choicesOf(given).slice(0, 2);
		const values = two.map(({ value }) => value);
		if ((await refusal(given, values)) !== undefined) return;
		const plain = await sent(given, withValue(given, values));
		const labels = two.map(({ name }) => name);
		const glues = [', ', ';', ' | ', '\t', '\n', '\r\n', ',,', ' ;\u00a0'];
		for (const text of [...glues.map((glue) => labels.join(glue)), JSON.stringify(values), `${labels.join(';')};`])
			expect([text, await sent(given, withValue(given, text))]).toEqual([text, plain]);
		expect(await accepted(given, ['#N/A', `${labels[0]};#N/A`, '["#REF!"]', {}, [{}], [null], true])).toEqual([]);
	});
});

const ODD_AMOUNTS = [
	...['1.000,50', '1,000.50', "1'000.50", '1’000.50', '1 000.50', '1\u00a0000,50', '1\u202f000.50', '12,34,567.00'],
	...[
		'10,00',
		'R$ 10,00',
		'$10.00',
		'10.00 €',
		'€10',
		'USD 10.00',
		'10.00-',
		'(5.00)',
		'-5.00',
		'\u22125.00',
		'-0',
		'+5.00',
	],
	...['1e3', '1E+3', '1.5e2', '0x10', '.5', '5.', '1.2.3', '10..00', '٣', 'ten', '10%', '=5', '#N/A', '#VALUE!', 'NaN'],
	...['null', 'undefined', 'Infinity', '########', '9'.repeat(30), 1e21, -5, Number.NaN, true, {}, [], [5]],
];

describe('amounts', () => {
	const pairs: Array<[string, (value: unknown, currency: string) => [Given, IDataObject]]> = (
		[
			['Chargebackhit alert replyInWebhook: order', (value, currency) => ({ order: { amount: value, currency } })],
			[
				'Chargebackhit alert replyInWebhook: refund',
				(value, currency) => ({ order: { refundAmount: value, refundCurrency: currency } }),
			],
			[
				'Chargebackhit alert replyInWebhook: transaction',
				(value, currency) => ({ transactions: { entries: [{ amount: value, currency }] } }),
			],
			['Chargebackhit integration generateSandboxAlert: alert', (value, currency) => ({ amount: value, currency })],
			[
				'Kloutit case create: amount',
				(value, currency) => ({ details: { disputeAmount: { amount: { value, currency } } } }),
			],
			[
				'Kount transaction upload: total',
				(value, currency) => ({ orderTotal: value, orderDetails: { orderCurrency: currency }, shoppingCart: {} }),
			],
			['Kount order create: total', (value, currency) => ({ payment: { orderTotal: value, currency } })],
		] as Array<[string, (value: unknown, currency: string) => IDataObject]>
	).map(([name, change]) => {
		const given = every.find((one) => name.startsWith(one.name.split(':')[0]))!;
		return [name, (value, currency) => [given, { ...given.parameters, ...change(value, currency) }]];
	});
	const inMajorUnits = pairs.filter(([name]) => !name.startsWith('Kount order'));

	it.each(pairs)('%s: what is no plain number is refused', async (_name, given) => {
		for (const value of ODD_AMOUNTS)
			expect([value, await refusalOf(...given(value, 'EUR'))]).toEqual([value, expect.any(String)]);
	});

	it.each(pairs)('%s: what only looks different is the same amount', async (_name, given) => {
		const plain = await sent(...given('1050', 'EUR'));
		for (const value of [1050, ' 1050 ', '\ufeff1050', '1050\u00a0', '\u200b1050\u202c', '１０５０'])
			expect([value, await sent(...given(value, 'EUR'))]).toEqual([value, plain]);
	});

	describe.each(inMajorUnits)('%s', (name, given) => {
		it.each([
			['1.000', 'EUR'],
			['19.990', 'USD'],
			['2.500', 'eur'],
			['5000.50', 'JPY'],
			['5000.0', 'JPY'],
			['1.2345', 'KWD'],
		])('%s %s has more decimals than the currency, zeros or not', async (value, currency) => {
			expect(['amountDecimals', 'majorUnits', 'caseCurrency']).toContain(await refusalOf(...given(value, currency)));
		});
		it.each([
			['19.99', 'EUR'],
			['19.9', ' usd '],
			['19.99', '\ufeffgbp\u00a0'],
			['19.99', 'ＵＳＤ'],
			['5000', 'JPY'],
			['1.230', 'KWD'],
		])('%s %s is accepted', async (value, currency) => {
			// not every service has every currency
			if (name.startsWith('Kloutit') && currency === 'KWD') return;
			expect(await refusalOf(...given(value, currency))).toBeUndefined();
		});
		it.each(['EURO', 'XYZ', '€', 'US$', 'R$', '978', 'EUR USD', 'BTC', 'null', '#N/A', 'E'])(
			'%s is no currency',
			async (currency) => {
				expect(await refusalOf(...given('19.99', currency))).toEqual(expect.any(String));
			},
		);
	});

	const inReais = ofFields(({ name }) => name === 'amount').filter(([name]) => name.startsWith('Klavi'));
	it.each(inReais)('%s: reais have two decimals and nothing else', async (_name, given) => {
		expect(inReais.length).toBeGreaterThan(3);
		const odd = [...ODD_AMOUNTS, '48', '4800', 48, '48.0', '48.000', '1.000', '48,00', 'R$ 48.00', '48.00 BRL'];
		expect(await accepted(given, odd)).toEqual([]);
		const plain = await sent(given, withValue(given, '1048.50'));
		expect(plain).toMatch(/"(104850|1048\.50)"/);
		for (const value of [' 1048.50', '\ufeff1048.50\u00a0', '１０４８.５０', '\u200b1048.50'])
			expect([value, await sent(given, withValue(given, value))]).toEqual([value, plain]);
	});
});

describe('numbers of Brazil', () => {
	const ofKlavi = (...fields: string[]) =>
		ofFields(({ name }) => fields.includes(name)).filter(([name]) => name.startsWith('Klavi'));
	const CPFS = [
		'529.982.247-25',
		'52998224725',
		' 529 982 247 25 ',
		'５２９９８２２４７２５',
		'529\u2011982\u2011247\u201125',
	];
	const NO_CPFS = [
		'5299822472',
		'529982247255',
		'111.111.111-11',
		'00000000000',
		'5299822472A',
		5299822472,
		'529982247-2X',
	];
	const CNPJS = ['11.222.333/0001-81', '11222333000181', '12ABC34501DE35', '12abc34501de35', '12.ABC.345/01DE-35'];
	const NO_CNPJS = [
		'1122233300018',
		'112223330001811',
		'12ABC34501DE36',
		'12ABC34501DEXX',
		'00.000.000/0000-00',
		'ABCDEFGHIJKLMN',
	];

	it.each(ofKlavi('personTaxId'))('%s: a CPF', async (_name, given) => {
		for (const cpf of CPFS) expect(await sent(given, withValue(given, cpf))).toContain('"52998224725"');
		expect(await accepted(given, [...NO_CPFS, ...CNPJS])).toEqual([]);
	});
	it.each(ofKlavi('companyTaxId'))('%s: a CNPJ, also with letters', async (_name, given) => {
		expect(await accepted(given, CNPJS)).toEqual(CNPJS);
		for (const cnpj of CNPJS.slice(2)) expect(await sent(given, withValue(given, cnpj))).toContain('"12ABC34501DE35"');
		expect(await accepted(given, [...NO_CNPJS, ...CPFS])).toEqual([]);
	});
	it.each(ofKlavi('creditorTaxId', 'cancelledBy'))('%s: either of them', async (_name, given) => {
		expect(await accepted(given, [...CPFS, ...CNPJS])).toEqual([...CPFS, ...CNPJS]);
		expect(await accepted(given, [...NO_CPFS, ...NO_CNPJS])).toEqual([]);
	});
	it.each(ofKlavi('pixKey'))('%s: the five forms of a Pix key', async (_name, given) => {
		const keys: Record<string, string[]> = {
			'52998224725': ['529.982.247-25', '52998224725'],
			'11222333000181': ['11.222.333/0001-81', '11222333000181'],
			'12ABC34501DE35': ['12.abc.345/01de-35'],
			'+5511987654321': [
				'+55 (11) 98765-4321',
				'+5511987654321',
				'＋５５１１９８７６５４３２１',
				'\u202a+5511987654321\u202c',
			],
			'ana.souza@example.com': ['Ana.Souza@Example.com', '\u200bana.souza@example.com '],
			'123e4567-e89b-42d3-a456-426614174000': ['123E4567-E89B-42D3-A456-426614174000'],
		};
		for (const [key, spellings] of Object.entries(keys))
			for (const written of spellings)
				expect([written, await sent(given, withValue(given, written))]).toEqual([
					written,
					expect.stringContaining(`"${key}"`),
				]);
		const none = [
			...[
				'(11) 98765-4321',
				'11987654321',
				'5511987654321',
				'005511987654321',
				'011987654321',
				'5299822472',
				'111.111.111-11',
			],
			...[
				'{123e4567-e89b-42d3-a456-426614174000}',
				'123e4567e89b42d3a456426614174000',
				'ana@',
				'@example.com',
				'ana souza',
			],
			...[
				'ana@example',
				'ana@@example.com',
				'+55',
				'+5511',
				'+00119876543',
				'12ABC34501DE36',
				'mailto:ana@example.com',
				11987654321,
			],
		];
		expect(await accepted(given, none)).toEqual([]);
	});
	it.each(ofKlavi('qrCode'))('%s: a Pix QR code that is whole', async (_name, given) => {
		const code = QR_TEXT + checksum(QR_TEXT);
		const foreign = QR_TEXT.replace('BR.GOV.BCB.PIX', 'BR.GOV.BCB.PYX');
		expect(
			await accepted(given, [code, ` ${code}\n`, `\ufeff${code}`, code.slice(0, -1) + code.at(-1)!.toLowerCase()]),
		).toHaveLength(4);
		expect(
			await accepted(given, [
				...[code.slice(0, -1), code.slice(1), `${code}0`, code.replace('ANA', 'ANN'), code.replace('6304', '6305')],
				...[`${QR_TEXT}0000`, foreign + checksum(foreign), 'https://example.com/qr', '00020126', '6304FFFF'],
			]),
		).toEqual([]);
	});
	it.each(ofKlavi('creditorNumber', 'creditorIspb', 'creditorBranch'))(
		'%s: parts of an account',
		async (_name, given) => {
			const field = given.path.at(-1)!;
			const [good, bad] = {
				creditorNumber: [
					['123456', '12345X', '12345x', '012345'],
					['', '12345-6', 'X', '1X2', '1'.repeat(21), '12345Y'],
				],
				creditorIspb: [
					['60701190', '00000000', '12abc345', '12ABC345'],
					['6070119', '607011900', '6070-119X!', 60701],
				],
				creditorBranch: [
					['1', '0001', '1234'],
					['12345', '1234-5', '12A', ''],
				],
			}[field]!;
			expect(await accepted(given, good)).toEqual(good);
			expect(await accepted(given, bad)).toEqual([]);
			if (field === 'creditorNumber') expect(await sent(given, withValue(given, '12345x'))).toContain('"123450"');
			if (field === 'creditorIspb') expect(await sent(given, withValue(given, '12abc345'))).toContain('"12ABC345"');
		},
	);
});
