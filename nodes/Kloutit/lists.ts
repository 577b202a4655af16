import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { recordOr } from '../common/json';
import { requestSettings } from '../common/options';
import { sender } from '../common/request';
import { openSession } from '../common/session';
import { choiceOptions, SECTORS } from './caseDetails';
import { kloutit } from './transport';

/**
 * The sectors of the account; all of them where it cannot tell (an API older than 2.2, or a key that is not in yet).
 *
 * Contract: 2.1.
 */
async function getSectors(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const session = await openSession(this, kloutit, requestSettings({ maxRetryWait: 5, timeout: 10 }));
	const answer = await sender(this, session, 'read')({ method: 'GET', path: '/connection', expect: 'object' }).catch(() => undefined);
	const { sectors } = recordOr(recordOr(answer?.body).organization);
	const own = Array.isArray(sectors) ? sectors.map(String) : [];
	return choiceOptions(own.length > 0 ? own : SECTORS);
}

export const loadOptions = { getSectors };
