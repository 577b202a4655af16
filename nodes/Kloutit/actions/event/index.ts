import type { Resource } from '../../../common/operation';
import { verify } from './verify';

export const event: Resource = {
	value: 'event',
	name: 'Event',
	description: 'A message that Kloutit sent to a webhook',
	operations: [verify],
};
