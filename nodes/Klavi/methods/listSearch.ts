import type { ILoadOptionsFunctions, INodeListSearchItems } from 'n8n-workflow';

import { requestSettings } from '../../common/fields/options';
import { Client } from '../../common/http/client';
import type { ServiceResponse } from '../../common/operation';
import { type JsonRecord, textOrNull } from '../../common/values/json';
import { matches, PAGE_SIZE, participantsPage, participantsRequest } from '../actions/participant/participants';
import type { KlaviApi } from '../api/klaviApi';
import { klavi } from '../service';

/** Pages read for one search before the user has to scroll on. */
const PAGES_PER_SEARCH = 5;

function entry(participant: JsonRecord): INodeListSearchItems[] {
	const id = textOrNull(participant.id);
	if (id === null) return [];
	return [{ name: textOrNull(participant.name) ?? textOrNull(participant.tradeName) ?? id, value: id }];
}

/** The banks under "From List": found by part of the name, slug or ID. Contract: 2.1 */
async function searchParticipants(this: ILoadOptionsFunctions, filter = '', paginationToken?: string) {
	const client = await Client.open(this, klavi, requestSettings({ maxRetryWait: 10 }));
	const { participants: path } = (client.variant as KlaviApi).revision.paths;
	const send = client.sender('read');
	const wanted = filter.trim();
	const results: INodeListSearchItems[] = [];
	let cursor: string | undefined = paginationToken ?? '';
	for (let page = 0; page < PAGES_PER_SEARCH && cursor !== undefined && results.length === 0; page++) {
		const response: ServiceResponse = await send(participantsRequest(path, {}, cursor, PAGE_SIZE));
		const { records, next } = participantsPage(response);
		results.push(...records.filter((record) => wanted === '' || matches(record, wanted)).flatMap(entry));
		cursor = records.length === 0 || next === cursor ? undefined : next;
	}
	return cursor === undefined ? { results } : { results, paginationToken: cursor };
}

export const listSearch = { searchParticipants };
