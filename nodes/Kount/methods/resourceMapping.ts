import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';

import { mapperFields } from '../../common/fields/columnMapping';
import { orderMapping } from '../actions/order/mappedOrder';
import { transactionMapping } from '../actions/transaction/mappedTransaction';

/** The columns of an upload. */
async function getTransactionColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await Promise.resolve(mapperFields(transactionMapping.columns));
}

/** The columns of a new order. */
async function getOrderColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await Promise.resolve(mapperFields(orderMapping.columns));
}

export const resourceMapping = { getOrderColumns, getTransactionColumns };
