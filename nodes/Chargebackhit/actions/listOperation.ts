import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { FieldSpec } from '../../common/fields/fieldSpec';
import { readOutput } from '../../common/fields/output';
import { listFields, recordLimit, simplifyField } from '../../common/fields/properties';
import type { ItemOperation, Simplified } from '../../common/operation';
import type { Item } from '../../common/run/item';
import { additionalCriteria, filtersField, listCriteria, readFilters, readSort, sortField } from './filters';
import { listSteps, type PagingMethod } from './records';

/** What one Get Many has of its own. */
export interface ListedRecords {
	action: string;
	description: string;
	path: string;
	method: PagingMethod | ((item: Item) => PagingMethod);
	/** Additions to the Options collection. */
	options?: INodeProperties[];
	/** Filters of the sample. */
	sample?: IDataObject;
	filters: FieldSpec[];
	/** False if the service accepts no `sort`. */
	sortable: boolean;
	simplified: Simplified;
}

/** A Get Many: filters, sort, paging, and Simplify. */
export function listOperation(list: ListedRecords): ItemOperation {
	const { path, method, options, sample, filters, sortable, simplified } = list;
	return {
		value: 'getAll',
		name: 'Get Many',
		action: list.action,
		description: list.description,
		effect: 'read',
		fields: [...listFields, simplifyField, filtersField(filters), ...(sortable ? [sortField] : []), additionalCriteria],
		simplified,
		...(options ? { options } : {}),
		sample: { parameters: { returnAll: false, limit: 5, ...(sample ? { filters: sample } : {}) } },
		prepare: (item) => {
			const output = readOutput(item, simplified);
			const criteria = listCriteria(readFilters(item, filters), sortable ? readSort(item) : {});
			const paging = typeof method === 'function' ? method(item) : method;
			return listSteps({ path, method: paging, criteria, limit: recordLimit(item) }, output.all);
		},
	};
}
