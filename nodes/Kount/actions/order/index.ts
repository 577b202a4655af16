import type { Resource } from '../../../common/operation';
import { create } from './create';
import { get } from './get';
import { update } from './update';

export const order: Resource = {
	value: 'order',
	name: 'Order',
	description: 'Orders in Kount, for new customers of its Chargeback Management',
	operations: [create, get, update],
};
