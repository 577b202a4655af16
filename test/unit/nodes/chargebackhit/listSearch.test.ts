import { getMany as alertGetMany } from '../../../../nodes/Chargebackhit/actions/alert/getMany';
import {
	choicesFilter,
	dateRange,
	filtersField,
	listCriteria,
	listFilter,
	readFilters,
	readSort,
} from '../../../../nodes/Chargebackhit/actions/filters';
import {
	firstPage,
	knownRecord,
	listSteps,
	pageRequest,
	readPage,
	recordOf,
	recordsOf,
} from '../../../../nodes/Chargebackhit/actions/records';
import { InputError, ServiceError } from '../../../../nodes/common/errors/errors';
import { problems } from '../../../../nodes/common/errors/problems';
import * as kinds from '../../../../nodes/common/fields/kinds';
import type { Perform, ServiceRequest, Steps } from '../../../../nodes/common/operation';
import * as validate from '../../../../nodes/common/values/validate';
import { execution, itemOf } from '../execution';
import { problemOf } from '../problemOf';

const answer = (body: unknown) => ({ status: 200, headers: {}, body: body as never });
const CARD = '4111111111111111';

/** For steps that only send requests. */
const performNothing: Perform = async () => await Promise.reject(new Error('Nothing was expected'));

describe('recordOf', () => {
	test.each<[unknown, unknown]>([
		[{ data: { a: 1 } }, { a: 1 }],
		[{ data: [{ a: 1 }, { a: 2 }] }, { a: 1 }],
		[{ a: 1 }, { a: 1 }],
		[{ data: [] }, undefined],
		[{ data: {} }, undefined],
		[{ data: null }, undefined],
		[{ data: 'x' }, undefined],
		[{}, undefined],
		[undefined, undefined],
		['x', undefined],
	])('of %j is %j', (body, expected) => {
		expect(recordOf(answer(body))).toEqual(expected);
	});
	test('an id that is not known', () => {
		expect(() => knownRecord(answer({ data: [] }), 'alert 1')).toThrow(ServiceError);
		expect(problemOf(() => knownRecord(answer({ data: [] }), 'alert 1'))).toBe('notFound');
		expect(() => knownRecord(answer({ data: [] }), 'alert 1')).toThrow(/alert 1/i);
	});
});

describe('recordsOf', () => {
	test.each<[unknown, unknown[]]>([
		[{ data: [{ a: 1 }, null, 'x', { b: 2 }] }, [{ a: 1 }, { b: 2 }]],
		[{ items: [{ a: 1 }] }, [{ a: 1 }]],
		[{ data: null, items: [{ a: 1 }] }, [{ a: 1 }]],
		[[{ a: 1 }], [{ a: 1 }]],
		[{ data: { a: 1 } }, [{ a: 1 }]],
		[{ data: {} }, []],
		[{}, []],
		[undefined, []],
		['x', []],
	])('of %j', (body, expected) => {
		expect(recordsOf(body as never)).toEqual(expected);
	});
});

describe('pages', () => {
	test('requests', () => {
		expect(pageRequest('/l', 'token', { filter: { a: 1 } }, firstPage('token'), 100)).toMatchObject({
			method: 'POST',
			path: '/l',
			body: { filter: { a: 1 }, pagination: { method: 'token', limit: 100, page_token: '' } },
		});
		expect(pageRequest('/l', 'offset', {}, firstPage('offset'), 50).body).toEqual({
			pagination: { method: 'offset', limit: 50, offset: 0 },
		});
		expect(pageRequest('/l', 'tokenOnly', {}, 'abc', 50).body).toEqual({
			pagination: { limit: 50, page_token: 'abc' },
		});
	});
	test('the next page', () => {
		expect(readPage(answer({ data: [{ a: 1 }], pagination: { next_page_token: 'n' } }), 'token', '')).toEqual({
			records: [{ a: 1 }],
			next: 'n',
		});
		for (const token of ['', null, undefined, 5])
			expect(
				readPage(answer({ data: [{ a: 1 }], pagination: { next_page_token: token } }), 'token', '').next,
			).toBeUndefined();
		expect(readPage(answer({ data: [{ a: 1 }, { a: 2 }] }), 'offset', 10).next).toBe(12);
		// a short page may be the service's own limit: the next one is requested anyway
		expect(readPage(answer({ data: [{ a: 1 }] }), 'offset', 10).next).toBe(11);
	});
	test('a list reports that it may be incomplete', async () => {
		const { context, hints } = execution({ parameters: {} });
		const steps = listSteps({ path: '/l', method: 'token', criteria: {}, limit: Infinity }, (record) => record);
		const output = await steps(
			async () => await Promise.resolve(answer({ data: [{ a: 1 }], pagination: { next_page_token: 'same' } })),
			context,
			performNothing,
		);
		expect(output).toEqual([{ a: 1 }]);
		const { message, advice } = problems.repeatedPage('Chargebackhit');
		expect(hints).toEqual([`${message} ${advice}`]);
	});
});

describe('filters', () => {
	const FILTERS = [
		listFilter('IDs', 'ids', 'ids', validate.uuid),
		listFilter('Currencies', 'currencies', 'currencies', validate.currency),
		listFilter('Names', 'names', 'names'),
		...dateRange('Created', 'createdAt', 'created_at', 'When it was created'),
		{ displayName: 'BIN', name: 'bin', kind: kinds.cardBin },
		{ displayName: 'Last Four', name: 'lastFour', path: 'last_four', kind: kinds.cardLastFour },
		choicesFilter('Types', 'types', 'types', []),
	];
	const read = (filters: unknown, additionalFilters: unknown = '{}') =>
		readFilters(itemOf({ filters, additionalFilters }), FILTERS);
	const id = '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b';

	test('are sent under the names of the API', () => {
		expect(
			read({
				ids: `${id.toUpperCase()},${id}`,
				currencies: 'eur',
				names: ' n ',
				createdAtFrom: '2026-11-21',
				createdAtTo: '2026-11-22',
				bin: ' 411111 ',
				lastFour: '0042',
				types: ['inquiry'],
			}),
		).toEqual({
			ids: [id, id],
			currencies: ['EUR'],
			names: ['n'],
			created_at_from: '2026-11-21T00:00:00.000Z',
			created_at_to: '2026-11-22T00:00:00.000Z',
			bin: '411111',
			last_four: '0042',
			types: ['inquiry'],
		});
	});
	test('those that were not added are left out, additional ones win', () => {
		expect(read({})).toEqual({});
		expect(read({ names: 'a' }, '{"names": ["b"], "new": 1}')).toEqual({ names: ['b'], new: 1 });
	});
	test.each<[string, unknown]>([
		['IDs', { ids: '' }],
		['IDs', { ids: ' , \n' }],
		['IDs', { ids: [] }],
		['Names', { names: null }],
		['Names', { names: undefined }],
		['Created From', { createdAtFrom: '' }],
		['BIN', { bin: ' ' }],
		['Last Four', { lastFour: null }],
		['Types', { types: [] }],
	])('%s that was added but is empty is refused, so that not the whole list is read (%j)', (field, filters) => {
		expect(() => read(filters)).toThrow(InputError);
		expect(problemOf(() => read(filters))).toBe('filterEmpty');
		expect(() => read(filters)).toThrow(field);
	});
	test.each([
		{ ids: 'x' },
		{ ids: { id } },
		{ currencies: 'EURO' },
		{ createdAtFrom: 'soon' },
		{ bin: '41111' },
		{ bin: ['411111'] },
		{ lastFour: '111' },
		{ names: {} },
		{ types: true },
	])('refuses %j', (filters) => {
		expect(() => read(filters)).toThrow(InputError);
	});
	test('criteria and sort', () => {
		expect(listCriteria({})).toEqual({});
		expect(listCriteria({ a: 1 }, { sort: { field: 'x' } })).toEqual({ filter: { a: 1 }, sort: { field: 'x' } });
		expect(readSort(itemOf({ sort: {} }))).toEqual({});
		expect(readSort(itemOf({ sort: { field: 'x' } }))).toEqual({ sort: { field: 'x', direction: 'desc' } });
		expect(readSort(itemOf({ sort: { direction: 'asc' } }))).toEqual({
			sort: { field: 'created_at', direction: 'asc' },
		});
		expect(() => readSort(itemOf({ sort: { direction: 'up' } }))).toThrow(InputError);
	});
	test('fields are in alphabetical order', () => {
		expect(filtersField(FILTERS).options!.map((field) => (field as { displayName: string }).displayName)).toEqual([
			'BIN',
			'Created From',
			'Created To',
			'Currencies',
			'IDs',
			'Last Four',
			'Names',
			'Types',
		]);
	});

	const bodyOfAlerts = async (filters: object, options = {}) => {
		const plans: ServiceRequest[] = [];
		const steps = alertGetMany.prepare(
			itemOf({ returnAll: false, limit: 5, simplify: false, filters, sort: {}, additionalFilters: '{}', options }),
		) as Steps;
		await steps(
			async (plan) => {
				plans.push(plan);
				return await Promise.resolve(answer({ data: [] }));
			},
			execution({ parameters: {} }).context,
			performNothing,
		);
		return plans[0].body as { filter?: Record<string, unknown>; pagination: object };
	};
	test('Get Many of alerts', async () => {
		expect(await bodyOfAlerts({ types: ['inquiry'], bin: '411111' }, { pagingMethod: 'offset' })).toEqual({
			filter: { types: ['inquiry'], bin: '411111' },
			pagination: { method: 'offset', limit: 5, offset: 0 },
		});
		await expect(bodyOfAlerts({}, { pagingMethod: 'magic' })).rejects.toThrow(InputError);
	});
	test('a whole card number in the filter BIN is refused', async () => {
		await expect(bodyOfAlerts({ bin: CARD })).rejects.toThrow(InputError);
	});
	test('a whole card number in the filter Last Four is refused', async () => {
		await expect(bodyOfAlerts({ lastFour: CARD })).rejects.toThrow(InputError);
	});
	test('a filter that was given as an object is refused, so that not the whole list is read', async () => {
		await expect(bodyOfAlerts({ orderIds: { order: 'O-1' } })).rejects.toThrow(InputError);
	});
});
