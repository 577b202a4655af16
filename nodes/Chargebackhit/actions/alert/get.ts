import { alertEvent } from '../../events';
import { getOperation } from '../recordOperations';
import { alertField } from './alertField';

/** Contract: 2.5. */
export const get = getOperation(
	{ name: 'alert', collection: 'alerts', field: alertField, simplified: alertEvent },
	{
		action: 'Get alert',
		description: 'Get one alert with its transaction, its merchant and its outcome',
		sample: { parameters: { alertId: '{alert}' } },
	},
);
