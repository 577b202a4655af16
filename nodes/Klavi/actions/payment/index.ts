import type { Resource } from '../../../common/operation';
import { cancel } from './cancel';
import { create } from './create';
import { get } from './get';
import { getStatus } from './getStatus';
import { wait } from './wait';

export const payment: Resource = {
	value: 'payment',
	name: 'Payment',
	description: 'A Pix payment that the payer approves at their bank',
	operations: [create, get, getStatus, wait, cancel],
};
