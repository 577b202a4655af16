import type { Resource } from '../../../common/operation';
import { get } from './get';
import { getMany } from './getMany';

export const dispute: Resource = {
	value: 'dispute',
	name: 'Dispute',
	description: "A dispute and its representments. Not yet in Chargebackhit's public API reference.",
	operations: [get, getMany],
};
