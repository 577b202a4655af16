import type { Resource } from '../../../common/operation';
import { respond } from './respond';

export const alert: Resource = {
	value: 'alert',
	name: 'Alert',
	description: 'Ethoca and Verifi alerts that wait for a response',
	operations: [respond],
};
