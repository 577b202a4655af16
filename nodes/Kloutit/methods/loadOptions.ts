import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { requestSettings } from '../../common/fields/options';
import { sender } from '../../common/http/client';
import { openSession } from '../../common/http/session';
import { recordOr } from '../../common/values/json';
import { choiceOptions, SECTORS } from '../actions/case/caseDetails';
import { messages } from '../problems';
import { kloutit } from '../service';

/**
 * The sectors of the account; all of them where it cannot tell (an API older than 2.2, or a key that is not in yet).
 *
 * Contract: 2.1.
 */
async function getSectors(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const session = await openSession(this, kloutit, requestSettings({ maxRetryWait: 5, timeout: 10 }));
	const answer = await sender(
		this,
		session,
		'read',
	)({ method: 'GET', path: '/connection', expect: 'object' }).catch(() => undefined);
	const { sectors } = recordOr(recordOr(answer?.body).organization);
	// one that cases do not have could be chosen, but not sent
	const own = Array.isArray(sectors) ? sectors.map(String).filter((sector) => SECTORS.includes(sector)) : [];
	return choiceOptions(own.length > 0 ? own : SECTORS);
}

/** The same for a case that has a sector already. */
async function getSectorsToChange(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return [{ name: messages.sectorUnchanged, value: '' }, ...(await getSectors.call(this))];
}

export const loadOptions = { getSectors, getSectorsToChange };
