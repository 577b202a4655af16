import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { Chargebackhit } from '../../nodes/Chargebackhit/Chargebackhit.node';
import { ChargebackhitTrigger } from '../../nodes/Chargebackhit/ChargebackhitTrigger.node';
import { ChargebackhitPollingTrigger } from '../../nodes/Chargebackhit/polling/ChargebackhitPollingTrigger.node';
import { isFinished } from '../../nodes/Klavi/actions/payment/statuses';
import { Klavi } from '../../nodes/Klavi/Klavi.node';
import { KlaviTrigger } from '../../nodes/Klavi/KlaviTrigger.node';
import { SECTORS as OFFERED_SECTORS } from '../../nodes/Kloutit/actions/case/caseDetails';
import { Kloutit } from '../../nodes/Kloutit/Kloutit.node';
import { KloutitTrigger } from '../../nodes/Kloutit/KloutitTrigger.node';
import { Kount } from '../../nodes/Kount/Kount.node';
import { KountTrigger } from '../../nodes/Kount/KountTrigger.node';
import * as chargebackhit from '../../sandbox/chargebackhit/catalogue';
import * as klaviStatuses from '../../sandbox/klavi/catalogue';
import { INIT_TYPES } from '../../sandbox/klavi/revisions/instant';
import { METHODS } from '../../sandbox/klavi/revisions/participants';
import { ACCOUNT_TYPES } from '../../sandbox/klavi/rules/fields';
import * as kloutit from '../../sandbox/kloutit/catalogue';
import * as kount from '../../sandbox/kount/catalogue';
import { choicesOf, fieldsOf } from '../upgrade/fields';

/** The closed lists of the services' contracts, written down from their documentation. */
const contract = <T = unknown>(service: string) =>
	JSON.parse(readFileSync(path.resolve(__dirname, '../fixtures/contract', `${service}.json`), 'utf8')) as {
		enums: Record<string, string[]>;
	} & T;

interface Dropdown {
	/** `resource:operation path`, or the path alone in a trigger. */
	name: string;
	values: string[];
}

/** What decides how a node works, and is no word of its service. */
const OURS = [
	'respond',
	'source',
	'midSource',
	'transactionSource',
	'orderSource',
	'caseSource',
	'fileSource',
	'amountsAreIn',
	'until',
	'otherwise',
];

/** Every dropdown of a node with values of its service, once for each operation that shows it. */
function dropdownsOf({ properties }: INodeTypeDescription): Dropdown[] {
	return fieldsOf(properties).flatMap(({ path: at, within: [outermost], property }) => {
		const values = choicesOf(property)
			.map(String)
			// nothing chosen yet
			.filter((value) => value !== '');
		const isYesOrNo = values.every((value) => value === 'true' || value === 'false');
		if (isYesOrNo || ['resource', 'operation', ...OURS].includes(property.name)) return [];
		const { resource = [''], operation = [''] } = (outermost.displayOptions?.show ?? {}) as Record<string, string[]>;
		return resource.flatMap((one) =>
			operation.map((other) => ({ name: one === '' ? at.join('.') : `${one}:${other} ${at.join('.')}`, values })),
		);
	});
}

interface Agreement {
	/** Matches the names of the dropdowns that offer the list. */
	dropdowns?: RegExp;
	/** Entries of these dropdowns that are no values of the service. */
	besides?: string[];
	/** The same list in the sandbox. */
	sandbox?: readonly string[];
}

interface Service {
	service: string;
	nodes: INodeType[];
	agreements: Record<string, Agreement>;
}

const SERVICES: Service[] = [
	{
		service: 'chargebackhit',
		nodes: [new Chargebackhit(), new ChargebackhitTrigger(), new ChargebackhitPollingTrigger()],
		agreements: {
			settableOutcome: {
				dropdowns: /^(alert:\w+ |integration:\w+ )?(outcome|refundOutcome)$/,
				sandbox: chargebackhit.SETTABLE_OUTCOMES,
			},
			readableOutcome: { dropdowns: /^alert:getAll filters\.outcomes$/, sandbox: chargebackhit.READABLE_OUTCOMES },
			alertType: {
				dropdowns: /^(alert:getAll filters\.types|integration:\w+ alertType|events|alertTypes)$/,
				sandbox: chargebackhit.ALERT_TYPES,
			},
			disenrollableProduct: { dropdowns: /productsToDisenroll$/, sandbox: chargebackhit.DISENROLLABLE_PRODUCTS },
			product: {
				dropdowns: /(filters\.products|requiredProducts|generateSandboxAlert product)$/,
				sandbox: chargebackhit.PRODUCTS,
			},
			provider: { dropdowns: /^alert:getAll filters\.providers$/ },
			enrollmentStatus: {
				dropdowns: /^enrollment:getAll filters\.statuses$/,
				sandbox: chargebackhit.ENROLLMENT_STATUSES,
			},
			pagingMethod: { dropdowns: /pagingMethod$/ },
			sortDirection: { dropdowns: /sort\.direction$/ },
			disputeStatus: { dropdowns: /^dispute:getAll filters\.statuses$/, sandbox: chargebackhit.DISPUTE_STATUSES },
			disputeStage: { sandbox: chargebackhit.DISPUTE_STAGES },
			disputeOutcome: { sandbox: chargebackhit.DISPUTE_OUTCOMES },
			disputeProvider: { dropdowns: /^dispute:getAll filters\.providers$/, sandbox: chargebackhit.DISPUTE_PROVIDERS },
			representmentStatus: { sandbox: chargebackhit.REPRESENTMENT_STATUSES },
			matchingIntegration: { dropdowns: /integrationForMatching$/, sandbox: chargebackhit.MATCHING_INTEGRATIONS },
		},
	},
	{
		service: 'kloutit',
		nodes: [new Kloutit(), new KloutitTrigger()],
		agreements: {
			sector: { sandbox: kloutit.SECTORS },
			currency: { dropdowns: /\.currency$/, sandbox: kloutit.enumValues.Currency },
			chargebackReason: { dropdowns: /chargebackReason$/, sandbox: kloutit.enumValues.ChargebackReason },
			paymentProcessor: { dropdowns: /paymentProcessor$/, sandbox: kloutit.enumValues.PaymentProcessor },
			fileCategory: { dropdowns: /^file:uploadEvidence .*category$/, sandbox: kloutit.enumValues.FileCategory },
			caseStatus: { sandbox: kloutit.CASE_STATUSES },
			caseResolutionStatus: { dropdowns: /^case:updateStatus status$/, sandbox: Object.keys(kloutit.STATUS_UPDATES) },
			serviceDuration: { dropdowns: /serviceDurationType$/, sandbox: kloutit.enumValues.ServiceDuration },
			liabilityShift: { dropdowns: /liabilityShift$/, sandbox: kloutit.enumValues.LiabilityShift },
			language: { dropdowns: /preferredDefenseLanguage$/, sandbox: kloutit.enumValues.Language },
			defenseFormat: { dropdowns: /^defense:download format$/, sandbox: kloutit.DEFENSE_FORMATS },
			webhookEventType: { dropdowns: /(subscribedEvent|^events)$/, besides: ['ALL'], sandbox: kloutit.EVENT_TYPES },
		},
	},
	{
		service: 'kount',
		nodes: [new Kount(), new KountTrigger()],
		agreements: {
			alertEvent: { dropdowns: /^alertEvents$/, besides: ['other'], sandbox: kount.EVENT_TYPES },
			signedEvent: { dropdowns: /^signedEvents$/, besides: ['other'] },
			statusCode: { dropdowns: /^alert:respond statusCode$/, besides: ['other'], sandbox: kount.STATUS_CODES },
			decision: { sandbox: kount.DECISIONS },
		},
	},
	{
		service: 'klavi',
		nodes: [new Klavi(), new KlaviTrigger()],
		agreements: {
			methodOfParticipants: { dropdowns: /^payment:create method$/, besides: ['PIX_INIC'], sandbox: METHODS },
			methodOfInstant: { dropdowns: /^payment:create method$/, besides: ['PIX_MANU_AUTO'], sandbox: INIT_TYPES },
			accountType: { dropdowns: /creditorAccountType$/, sandbox: ACCOUNT_TYPES },
			participantStatus: { dropdowns: /^participant:getAll filters\.status$/ },
			terminalStatus: { sandbox: klaviStatuses.TERMINAL_STATUSES },
			courseOfParticipants: { sandbox: klaviStatuses.STATUS_SEQUENCES.participants },
			passingStatusOfInstant: {
				sandbox: klaviStatuses.STATUS_SEQUENCES.instant.filter(
					(status) => !klaviStatuses.TERMINAL_STATUSES.includes(status),
				),
			},
		},
	},
];

const sorted = (values: readonly string[]) => [...values].sort();

describe.each(SERVICES)('the contract of $service', ({ service, nodes, agreements }) => {
	const { enums } = contract(service);
	const dropdowns = nodes.flatMap(({ description }) => dropdownsOf(description));

	it('has a line here for each of its lists', () => {
		expect(Object.keys(agreements).sort()).toEqual(Object.keys(enums).sort());
	});

	describe.each(Object.entries(agreements))('%s', (name, { dropdowns: pattern, besides = [], sandbox }) => {
		if (pattern !== undefined) {
			it('is what the dropdowns of the nodes offer', () => {
				const found = dropdowns.filter((dropdown) => pattern.test(dropdown.name));
				expect(found.length).toBeGreaterThan(0);
				for (const dropdown of found)
					expect([dropdown.name, sorted(dropdown.values.filter((value) => !besides.includes(value)))]).toEqual([
						dropdown.name,
						sorted(enums[name]),
					]);
			});
		}
		if (sandbox !== undefined) {
			it('is what the sandbox knows', () => expect(sorted(sandbox)).toEqual(sorted(enums[name])));
		}
	});

	it('accounts for every dropdown with values of the service', () => {
		const patterns = Object.values(agreements).flatMap(({ dropdowns: pattern }) => pattern ?? []);
		// what starts a workflow and when, what a tool returns, who pays, who wrote a message, and yes, no or unknown: not words of a list
		const shapes =
			/(^occasions|^disputeChanges|^start| output$| outputFields|payerType|messages\.sender|cvvValidatedAtPurchase|avsMatch)$/;
		expect(
			dropdowns
				.filter((dropdown) => !shapes.test(dropdown.name) && !patterns.some((pattern) => pattern.test(dropdown.name)))
				.map(({ name }) => name),
		).toEqual([]);
	});
});

it('Klavi: a payment is finished in the terminal statuses of the contract, and in no other', () => {
	const { terminalStatus, courseOfParticipants, passingStatusOfInstant } = contract('klavi').enums;
	const all = [...new Set([...terminalStatus, ...courseOfParticipants, ...passingStatusOfInstant])];
	expect(all.filter((status) => isFinished({ status })).sort()).toEqual(sorted(terminalStatus));
});

describe('the details of a case of Kloutit', () => {
	interface Fields {
		fieldsOfEverySector: string[];
		fieldsOnlyOnCreation: string[];
		fieldsOfSector: Record<string, string[]>;
	}
	const { enums, fieldsOfEverySector, fieldsOnlyOnCreation, fieldsOfSector } = contract<Fields>('kloutit');
	const detailsOf = (operation: string) =>
		new Kloutit().description.properties.find(
			({ name, displayOptions }) => name === 'details' && displayOptions?.show?.operation?.includes(operation),
		)!.options as INodeProperties[];
	const offered = (operation: string, sector: string) =>
		detailsOf(operation)
			.filter(({ displayOptions }) => ((displayOptions?.show?.['/sector'] ?? [sector]) as string[]).includes(sector))
			.map(({ name }) => name);
	/** Fields that the node asks for outside the details. */
	const elsewhere = ['sector', 'expedientNumber'];

	it('are of the sectors of the contract', () => {
		expect(sorted(OFFERED_SECTORS)).toEqual(sorted(enums.sector));
		expect(Object.keys(fieldsOfSector).sort()).toEqual(sorted(enums.sector));
	});

	it.each(Object.keys(fieldsOfSector))('are those of %s', (sector) => {
		const own = [...fieldsOfEverySector, ...fieldsOfSector[sector]].filter((name) => !elsewhere.includes(name));
		const onCreation = [...own, ...fieldsOnlyOnCreation.filter((name) => !elsewhere.includes(name))];
		expect(sorted(offered('create', sector))).toEqual(sorted([...new Set(onCreation)]));
		expect(sorted(offered('update', sector))).toEqual(sorted(own));
		expect(kloutit.fieldsOfSector(sector).filter((name) => !elsewhere.includes(name) && !own.includes(name))).toEqual(
			[],
		);
		for (const name of [...own, ...onCreation])
			expect([name, kloutit.belongsToSector(name, sector)]).toEqual([name, true]);
	});
});
