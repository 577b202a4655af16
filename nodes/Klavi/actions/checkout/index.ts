import type { Resource } from '../../../common/operation';
import { create } from './create';

export const checkout: Resource = {
	value: 'checkout',
	name: 'Payment Page (Checkout)',
	description: 'A page hosted by Klavi on which a payer chooses the bank and pays',
	operations: [create],
};
