import { readdirSync } from 'node:fs';
import path from 'node:path';

import type { INodeType } from 'n8n-workflow';

import { type Field, fieldsOf } from '../../upgrade/fields';

const NODES = path.resolve(__dirname, '../../../nodes');

/** The defaults that say only how a node works, each reviewed. A default that states a fact or gives an answer does not belong here. */
const NEUTRAL: Record<string, string> = {
	// where input comes from
	midSource: 'the source of the MIDs',
	transactionSource: 'the source of the transactions',
	orderSource: 'the source of the orders',
	caseSource: 'the source of the case data',
	fileSource: 'the source of the files',
	// what is read and returned
	returnAll: 'how many records',
	simplify: 'how records are returned',
	output: 'how records are returned',
	includeOriginal: 'how events are returned',
	includeActivities: 'how records are returned',
	'options.includeInputFields': 'what the output contains',
	'options.dryRun': 'whether anything is sent',
	'options.pagingMethod': 'how a list is read',
	'sort.direction': 'the order of a list',
	format: 'the file type to download',
	waitUntilReady: 'whether to wait',
	waitForBankLink: 'whether to wait',
	until: 'what to wait for',
	otherwise: 'what happens if the wait was in vain',
	// what a trigger starts for, and how it replies before anybody has decided
	events: 'all events',
	alertEvents: 'all events',
	signedEvents: 'all events',
	source: 'which of two webhooks',
	respond: 'who replies',
	refundOutcome: 'pending: not decided yet',
	subscribedEvent: 'all events',
	// how the service is called
	riskInquiry: 'whether to ask for a risk inquiry',
	excludeDevice: 'whether the inquiry waits for device data',
	'options.sendAmountAsTyped': 'whether a check is skipped',
	method: 'which fields identify the payee',
	registerByHand: 'how the address is registered',
	occasions: 'what starts the workflow',
	alertTypes: 'what starts the workflow',
	disputeChanges: 'what starts the workflow',
	start: 'where the first poll begins',
	repeatAfterRestart: 'what a restart does',
	category: 'uncategorized: says nothing of the file',
	alertType: 'of an alert that is only a test',
	product: 'of an alert that is only a test',
};
/** The same for one operation: elsewhere the parameter asks for a fact. */
const NEUTRAL_IN: Record<string, string> = {
	'klavi checkout create payerType': 'the page asks the payer',
};

interface Found {
	name: string;
	parameter: string;
	field: Field;
}

const found: Found[] = readdirSync(NODES, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.node.ts'))
	.flatMap((file) => {
		const [Node] = Object.values(require(path.join(NODES, file)) as Record<string, new () => INodeType>);
		const { name, properties } = new Node().description;
		return fieldsOf(properties)
			.filter(({ property }) => !['resource', 'operation'].includes(property.name))
			.map((field) => {
				const { resource, operation } = field.within[0].displayOptions?.show ?? {};
				const parameter = field.path.join('.');
				return { name: [name, resource?.[0], operation?.[0], parameter].filter(Boolean).join(' '), parameter, field };
			});
	});

/** Off until a person allows it. */
const isAgentSwitch = ({ parameter }: Found) => parameter.startsWith('allowAgent');

const isNeutral = (one: Found) =>
	isAgentSwitch(one) || Object.hasOwn(NEUTRAL, one.parameter) || Object.hasOwn(NEUTRAL_IN, one.name);

describe('no list or switch states a fact or gives an answer before the user does', () => {
	it('every operation of every node is looked at, nested fields too', () => {
		const names = found.map(({ name }) => name);
		expect(names).toContain('chargebackhit alert respond outcome');
		expect(names).toContain('kloutit case create details.disputeAmount.amount.currency');
		expect(names).toContain('kloutit case create details.communications.messages.sender');
	});

	it('lists have no default, or one that was reviewed', () => {
		const preset = found.filter(({ field: { property } }) => {
			const usual = property.default;
			if (property.type === 'options') return usual !== '';
			return property.type === 'multiOptions' && Array.isArray(usual) && usual.length > 0;
		});
		expect(preset.filter((one) => !isNeutral(one)).map(({ name }) => name)).toEqual([]);
	});

	it('a switch only says how the node works: a fact is a list with Yes and No', () => {
		const switches = found.filter(({ field }) => field.property.type === 'boolean');
		expect(switches.filter((one) => !isNeutral(one)).map(({ name }) => name)).toEqual([]);
	});

	it('currencies, amounts and dates are empty', () => {
		const stated = found.filter(
			({ field: { property } }) =>
				/amount|currency|date|price|total/i.test(property.name) &&
				['string', 'dateTime', 'number'].includes(property.type) &&
				property.default !== '',
		);
		// those of an alert that is only a test
		const test = 'chargebackhit integration generateSandboxAlert';
		expect(stated.map(({ name }) => name)).toEqual([`${test} amount`, `${test} currency`]);
	});

	it('a list outside a collection in which nothing is chosen is required, so that n8n marks it', () => {
		const open = found.filter(
			({ field: { property, within } }) =>
				within.length === 1 && property.type === 'options' && property.default === '' && property.required !== true,
		);
		// the unit of a known export is known, and an empty sector keeps the one that the case has
		const known = open.filter(({ parameter }) => parameter !== 'amountsAreIn');
		expect(known.map(({ name }) => name)).toEqual(['kloutit case update sector']);
	});

	it('the reviewed list contains nothing that does not exist', () => {
		const parameters = new Set(found.map(({ parameter }) => parameter));
		const names = new Set(found.map(({ name }) => name));
		expect(Object.keys(NEUTRAL).filter((parameter) => !parameters.has(parameter))).toEqual([]);
		expect(Object.keys(NEUTRAL_IN).filter((name) => !names.has(name))).toEqual([]);
	});
});
