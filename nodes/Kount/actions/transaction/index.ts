import type { Resource } from '../../../common/operation';
import { upload } from './upload';

export const transaction: Resource = {
	value: 'transaction',
	name: 'Transaction',
	description: "Orders that Kount matches with card issuers' inquiries",
	operations: [upload],
};
