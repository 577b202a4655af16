import type { Resource } from '../../../common/operation';
import { get } from './get';
import { getMany } from './getMany';
import { update } from './update';

export const merchant: Resource = {
	value: 'merchant',
	name: 'Merchant',
	description: 'A merchant of your Chargebackhit account',
	operations: [get, getMany, update],
};
