import type { Resource } from '../../../common/operation';
import { create } from './create';
import { get } from './get';
import { update } from './update';

export const order: Resource = {
	value: 'order',
	name: 'Order',
	description: 'Orders of the Orders API, where new customers of Chargeback Management integrate',
	operations: [create, get, update],
};
