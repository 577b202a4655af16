import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { Chargebackhit } from '../../../nodes/Chargebackhit/Chargebackhit.node';
import { ChargebackhitTrigger } from '../../../nodes/Chargebackhit/ChargebackhitTrigger.node';
import { findChoice } from '../../../nodes/common/values/validate';
import { Klavi } from '../../../nodes/Klavi/Klavi.node';
import { KlaviTrigger } from '../../../nodes/Klavi/KlaviTrigger.node';
import { Kloutit } from '../../../nodes/Kloutit/Kloutit.node';
import { KloutitTrigger } from '../../../nodes/Kloutit/KloutitTrigger.node';
import { Kount } from '../../../nodes/Kount/Kount.node';
import { KountTrigger } from '../../../nodes/Kount/KountTrigger.node';
import { fieldsOf } from '../../upgrade/fields';

/**
 * Labels use the words of the trade. Where the service has another word, it is in brackets, as its support and its API use it.
 */
const SERVICES: Array<[string, INodeTypeDescription[]]> = [
	['Chargebackhit', [new Chargebackhit().description, new ChargebackhitTrigger().description]],
	['Klavi', [new Klavi().description, new KlaviTrigger().description]],
	['Kloutit', [new Kloutit().description, new KloutitTrigger().description]],
	['Kount', [new Kount().description, new KountTrigger().description]],
];

/** Words of the services that do not say to a dispute manager what they mean. */
const UNEXPLAINED =
	/^(Init Refund|Reply in Webhook|Expedient Number|Participant|Decline|Reverse Error|Previously Reversed|Alleged|Creditor\b.*|Town Code|Filial\b.*|Status Code|Typed Fields|A Field|Fields Below|Major Units)$/i;

const withoutBrackets = (label: string) => label.replace(/ \(.+\)$/, '');

type List = [name: string, options: INodePropertyOptions[]];

const listsOf = (descriptions: INodeTypeDescription[]): List[] =>
	descriptions
		.flatMap(({ properties }) => fieldsOf(properties))
		.map(({ property }) => property)
		.filter(({ type, typeOptions }) => ['options', 'multiOptions'].includes(type) && !typeOptions?.loadOptionsMethod)
		.map(({ name, options }) => [name, (options ?? []) as INodePropertyOptions[]]);

describe.each(SERVICES)('%s', (_service, descriptions) => {
	const fields: INodeProperties[] = descriptions.flatMap(({ properties }) =>
		fieldsOf(properties).map(({ property }) => property),
	);

	test('no label is a word that only the service understands', () => {
		const labels = [
			...fields.map(({ displayName }) => displayName),
			...listsOf(descriptions).flatMap(([, options]) => options.map(({ name }) => name)),
		];
		expect(labels.filter((label) => UNEXPLAINED.test(withoutBrackets(label)))).toEqual([]);
	});

	test('an entry of a list is found by its words, by the word in brackets, and by its value', () => {
		for (const [list, options] of listsOf(descriptions)) {
			const choices = options.filter(({ value }) => typeof value === 'string' && value !== '');
			for (const { name, value } of choices) {
				const inBrackets = /\((.+)\)$/.exec(name)?.[1] ?? name;
				const asWords = String(value).replace(/[-_]/g, ' ');
				for (const written of [name, withoutBrackets(name), inBrackets, String(value), asWords])
					expect([list, written, findChoice(written.toUpperCase(), choices)]).toEqual([list, written, value]);
			}
		}
	});

	test('the outcomes and the types of alerts have names of their own', () => {
		const decisive = ['outcome', 'refundOutcome', 'statusCode', 'events', 'alertEvents', 'alertType', 'status'];
		const values = new Map<string, Set<string>>();
		for (const [list, options] of listsOf(descriptions)) {
			if (!decisive.includes(list)) continue;
			for (const { name, value } of options) {
				const words = withoutBrackets(name);
				values.set(words, (values.get(words) ?? new Set()).add(String(value)));
			}
		}
		// what is not in the list is the same word everywhere
		expect([...values].filter(([words, of]) => of.size > 1 && words !== 'Other')).toEqual([]);
	});
});

test.each([
	['outcome', 'Reversed', 'reversed'],
	['outcome', 'Previously Reversed', 'previously-reversed'],
	['outcome', 'Reverse Error', 'reverse-error'],
	['outcome', 'Decline', 'decline'],
	['outcome', 'Not Found', 'not-found'],
	['alertType', 'Init Refund', 'init-refund'],
	['alertType', 'Dispute Notification', 'dispute-notification'],
])('%s: %s, the label of the first release, still means %s', (list, label, value) => {
	const [, options] = listsOf([new Chargebackhit().description]).find(([name]) => name === list) as List;
	expect(findChoice(label, options as Array<{ name: string; value: unknown }>)).toBe(value);
});

test('the resource that a saved workflow omits stays the one that it meant', () => {
	const presets = SERVICES.map(([, [{ properties }]]) => properties.find(({ name }) => name === 'resource')?.default);
	expect(presets).toEqual(['alert', 'checkout', 'case', 'alert']);
});
