import type { Resource } from '../../../common/operation';
import { respond } from './respond';

export const alert: Resource = {
	value: 'alert',
	name: 'Alert',
	description: 'Alerts of Ethoca and Verifi that wait for an answer',
	operations: [respond],
};
