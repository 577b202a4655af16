import { locator } from '../../../common/fields/properties';

export const alertField = locator({
	displayName: 'Alert',
	name: 'alertId',
	search: 'searchAlerts',
	description:
		'The alert. Search for an order ID, a transaction ID, an ARN, the ID of the alert or part of the descriptor.',
	example: '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b',
});
