import type { Resource } from '../../../common/operation';
import { getMany } from './getMany';

export const participant: Resource = {
	value: 'participant',
	name: 'Bank (Participant)',
	description: 'A bank that payers can pay from',
	operations: [getMany],
};
