import { simplifyField } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { alertEvent } from '../../events';
import { knownRecord } from '../records';
import { alertField } from './alertField';

/** Contract: 2.5. */
export const get: ItemOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get alert',
	description: 'Get one alert with its transaction, its merchant and its outcome',
	effect: 'read',
	identifiedBy: ['alertId'],
	fields: [alertField, simplifyField],
	sample: { parameters: { alertId: '{alert}' } },
	prepare: (item) => {
		const id = item.uuid(alertField);
		const simplify = item.flag('simplify');
		const subject = `alert ${id}`;
		return {
			request: { method: 'GET', path: path`/api/v2/alerts/${id}`, expect: 'object', subject },
			output: (response) => {
				const record = knownRecord(response, subject);
				return simplify ? alertEvent(record) : record;
			},
		};
	},
};
