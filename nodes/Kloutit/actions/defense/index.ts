import type { Resource } from '../../../common/operation';
import { download } from './download';

export const defense: Resource = {
	value: 'defense',
	name: 'Defense',
	description: 'The document that Kloutit writes for a case',
	operations: [download],
};
