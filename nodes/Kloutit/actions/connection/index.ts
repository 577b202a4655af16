import type { Resource } from '../../../common/operation';
import { get } from './get';

export const connection: Resource = {
	value: 'connection',
	name: 'Connection',
	description: 'The organization behind the API key',
	operations: [get],
};
