import type { INodeProperties } from 'n8n-workflow';

import type { FieldSpec } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { listFields, recordLimit, simplifyField } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import * as validate from '../../../common/values/validate';
import { alertEvent } from '../../events';
import { alertTypeOptions, productOptions, providerOptions, readableOutcomeOptions } from '../choices';
import {
	additionalCriteria,
	choicesFilter,
	dateFilter,
	filtersField,
	listCriteria,
	listFilter,
	readFilters,
	readSort,
	sortField,
} from '../filters';
import { listSteps, type PagingMethod } from '../records';

/** Every filter of contract 2.6. */
const FILTERS: FieldSpec[] = [
	dateFilter('Alert Date From', 'alertDateFrom', 'alert_date_from'),
	dateFilter('Alert Date To', 'alertDateTo', 'alert_date_to'),
	listFilter('Alert IDs', 'ids', 'ids', validate.uuid),
	{ displayName: 'BIN', name: 'bin', kind: kinds.cardBin, property: { description: 'The first 6 digits of the card' } },
	dateFilter('Created From', 'createdAtFrom', 'created_at_from'),
	dateFilter('Created To', 'createdAtTo', 'created_at_to'),
	listFilter('Currencies', 'currencies', 'currencies', validate.currency),
	listFilter('Descriptors', 'descriptors', 'descriptors'),
	{
		displayName: 'Last Four',
		name: 'lastFour',
		path: 'last_four',
		kind: kinds.cardLastFour,
		property: { description: 'The last 4 digits of the card' },
	},
	listFilter('Merchant IDs', 'merchantIds', 'merchant_ids', validate.uuid),
	listFilter('Merchant Internal IDs', 'merchantInternalIds', 'merchant_internal_ids'),
	listFilter('Merchant Transaction IDs', 'transactionMerchantIds', 'transaction_merchant_ids'),
	listFilter('Order IDs', 'orderIds', 'order_ids'),
	choicesFilter('Outcomes', 'outcomes', 'outcomes', readableOutcomeOptions),
	choicesFilter('Products', 'products', 'products', productOptions),
	choicesFilter('Providers', 'providers', 'providers', providerOptions),
	listFilter('Transaction IDs', 'transactionIds', 'transaction_ids'),
	choicesFilter('Types', 'types', 'types', alertTypeOptions),
];

const pagingField: INodeProperties = {
	displayName: 'Paging Method',
	name: 'pagingMethod',
	type: 'options',
	options: [
		{
			name: 'Offset',
			value: 'offset',
			description: 'Counts records; for accounts without token paging',
		},
		{
			name: 'Token',
			value: 'token',
			description: 'Each page names the next one, so nothing is missed while new alerts arrive',
		},
	],
	default: 'token',
	description: 'How the list is read page by page',
};

export const getMany: ItemOperation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many alerts',
	description: 'Get many alerts, filtered by date, type, outcome, order and more',
	effect: 'read',
	fields: [...listFields, simplifyField, filtersField(FILTERS), sortField, additionalCriteria],
	options: [pagingField],
	sample: { parameters: { returnAll: false, limit: 5, filters: { types: ['init-refund'] } } },
	prepare: (item) => {
		const simplify = item.flag('simplify');
		const method = validate.oneOf(item.collection('options').pagingMethod ?? 'token', pagingField.displayName, [
			'token',
			'offset',
		]) as PagingMethod;
		const criteria = listCriteria(readFilters(item, FILTERS), readSort(item));
		return listSteps({ path: '/api/v2/alerts/list', method, criteria, limit: recordLimit(item) }, (record) =>
			simplify ? alertEvent(record) : record,
		);
	},
};
