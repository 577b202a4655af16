import type { Resource } from '../../../common/operation';
import { upload } from './upload';

export const transaction: Resource = {
	value: 'transaction',
	name: 'Transaction',
	description: 'Orders as Kount matches them with inquiries of card issuers',
	operations: [upload],
};
