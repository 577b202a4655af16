import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { requestSettings } from '../../common/fields/options';
import { Client } from '../../common/http/client';
import { recordOr } from '../../common/values/json';
import { SECTORS } from '../actions/case/caseDetails';
import { choiceOptions } from '../actions/choices';
import { kloutit } from '../service';

/** The account's sectors; all sectors if it cannot say (an API older than 2.2, or a missing key). Contract: 2.1 */
async function getSectors(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const client = await Client.open(this, kloutit, requestSettings({ maxRetryWait: 5, timeout: 10 }));
	const send = client.sender('read');
	const response = await send({ method: 'GET', path: '/connection', expect: 'object' }).catch(() => undefined);
	const { sectors } = recordOr(recordOr(response?.body).organization);
	// a sector that cases do not have could be chosen, but not sent
	const own = Array.isArray(sectors) ? sectors.map(String).filter((sector) => SECTORS.includes(sector)) : [];
	return choiceOptions(own.length > 0 ? own : SECTORS);
}

/** The same for a case that already has a sector. */
async function getSectorsToChange(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return [{ name: 'Keep the Sector of the Case', value: '' }, ...(await getSectors.call(this))];
}

export const loadOptions = { getSectors, getSectorsToChange };
