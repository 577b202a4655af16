import type { Resource } from '../../../common/operation';
import { enrollMids } from './enrollMids';
import { getMany } from './getMany';

export const enrollment: Resource = {
	value: 'enrollment',
	name: 'Enrollment',
	description: 'The enrollment of merchant IDs (MIDs) in alert products',
	operations: [enrollMids, getMany],
};
