import { type FieldSpec, fieldProperty } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import * as validate from '../../../common/values/validate';
import { alertEvent } from '../../events';
import { alertTypeOptions, productOptions, providerOptions, readableOutcomeOptions } from '../choices';
import { choicesFilter, dateRange, listFilter } from '../filters';
import { listOperation } from '../listOperation';
import type { PagingMethod } from '../records';
import { spec } from '../spec';

/** Every filter of contract 2.6. */
const FILTERS: FieldSpec[] = [
	...dateRange('Alert Date', 'alertDate', 'alert_date', "The alert's own date"),
	listFilter('Alert IDs', 'ids', 'ids', validate.uuid),
	spec('BIN', 'bin', 'bin', kinds.cardBin, 'The first 6 digits of the card'),
	...dateRange('Created', 'createdAt', 'created_at', 'When Chargebackhit created the alert'),
	listFilter('Currencies', 'currencies', 'currencies', validate.currency),
	listFilter('Descriptors', 'descriptors', 'descriptors'),
	spec('Last Four', 'lastFour', 'last_four', kinds.cardLastFour, 'The last 4 digits of the card'),
	listFilter('Merchant IDs', 'merchantIds', 'merchant_ids', validate.uuid),
	listFilter('Your Merchant IDs (Merchant Internal IDs)', 'merchantInternalIds', 'merchant_internal_ids'),
	listFilter(
		'Your Payment References (Merchant Transaction IDs)',
		'transactionMerchantIds',
		'transaction_merchant_ids',
	),
	listFilter('Order IDs', 'orderIds', 'order_ids'),
	choicesFilter('Outcomes', 'outcomes', 'outcomes', readableOutcomeOptions),
	choicesFilter('Products', 'products', 'products', productOptions),
	choicesFilter('Providers', 'providers', 'providers', providerOptions),
	listFilter('Transaction IDs', 'transactionIds', 'transaction_ids'),
	choicesFilter('Types', 'types', 'types', alertTypeOptions),
];

const paging: FieldSpec<string> = {
	displayName: 'Paging Method',
	name: 'pagingMethod',
	kind: kinds.choice(
		[
			{ name: 'Offset', value: 'offset', description: 'Only if Chargebackhit rejects Token' },
			{
				name: 'Token',
				value: 'token',
				description: 'Misses no alert, even if new alerts arrive meanwhile',
			},
		],
		'token',
	),
	property: { description: 'How the node asks for the next page of a long list' },
};

/** Contract: 2.6. */
export const getMany = listOperation({
	action: 'Get many alerts',
	description: 'Get many alerts, filtered by date, type, outcome, order and more',
	path: '/api/v2/alerts/list',
	method: (item) => {
		const given = item.collection('options')[paging.name];
		return (paging.kind.read(given, paging.displayName) ?? 'token') as PagingMethod;
	},
	options: [fieldProperty(paging)],
	sample: { types: ['init-refund'] },
	filters: FILTERS,
	sortable: true,
	simplified: alertEvent,
});
