import type { Resource } from '../../../common/operation';
import { get } from './get';

export const connection: Resource = {
	value: 'connection',
	name: 'Connection',
	description: 'The organization that the API key belongs to',
	operations: [get],
};
