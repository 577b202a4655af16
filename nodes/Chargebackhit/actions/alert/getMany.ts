import type { INodeProperties } from 'n8n-workflow';

import { listFields, recordLimit, simplifyField } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import * as check from '../../../common/values/validate';
import { alertEvent } from '../../events';
import { alertTypeOptions, productOptions, providerOptions, readableOutcomeOptions } from '../choices';
import {
	additionalCriteria,
	cardFilter,
	choicesFilter,
	dateFilter,
	filtersField,
	listCriteria,
	readFilters,
	readSort,
	sortField,
	textsFilter,
} from '../filters';
import { listSteps } from '../records';

/** Every filter of contract 2.6. */
const FILTERS = [
	dateFilter('Alert Date From', 'alertDateFrom', 'alert_date_from'),
	dateFilter('Alert Date To', 'alertDateTo', 'alert_date_to'),
	textsFilter('Alert IDs', 'ids', 'ids', 'uuids'),
	cardFilter('BIN', 'bin', 'bin', 'bin', 'The first 6 digits of the card'),
	dateFilter('Created From', 'createdAtFrom', 'created_at_from'),
	dateFilter('Created To', 'createdAtTo', 'created_at_to'),
	textsFilter('Currencies', 'currencies', 'currencies', 'currencies'),
	textsFilter('Descriptors', 'descriptors', 'descriptors'),
	cardFilter('Last Four', 'lastFour', 'last_four', 'lastFour', 'The last 4 digits of the card'),
	textsFilter('Merchant IDs', 'merchantIds', 'merchant_ids', 'uuids'),
	textsFilter('Merchant Internal IDs', 'merchantInternalIds', 'merchant_internal_ids'),
	textsFilter('Merchant Transaction IDs', 'transactionMerchantIds', 'transaction_merchant_ids'),
	textsFilter('Order IDs', 'orderIds', 'order_ids'),
	choicesFilter('Outcomes', 'outcomes', 'outcomes', readableOutcomeOptions),
	choicesFilter('Products', 'products', 'products', productOptions),
	choicesFilter('Providers', 'providers', 'providers', providerOptions),
	textsFilter('Transaction IDs', 'transactionIds', 'transaction_ids'),
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
			description: 'Pages are counted; for accounts where token paging is not available',
		},
		{
			name: 'Token',
			value: 'token',
			description: 'Each page names the next one; nothing is missed while new alerts arrive',
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
		const method = check.toText(item.collection('options').pagingMethod ?? 'token');
		if (method !== 'token' && method !== 'offset')
			throw check.invalid(pagingField.displayName, 'token or offset', method);
		const criteria = listCriteria(readFilters(item, FILTERS), readSort(item));
		return listSteps({ path: '/api/v2/alerts/list', method, criteria, limit: recordLimit(item) }, (record) =>
			simplify ? alertEvent(record) : record,
		);
	},
};
