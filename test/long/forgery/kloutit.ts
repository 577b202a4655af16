import { randomBytes, randomUUID } from 'node:crypto';

import axios from 'axios';

import { createSandbox } from '../../../sandbox/server';
import type { Delivery } from './delivery';
import { GENUINE, JSON_TYPE, type Target } from './target';

/** @param key the random part of the registered address; undefined if the address was pasted by hand */
export async function kloutit(key: string | undefined): Promise<Target> {
	const apiKey = `klt_${randomUUID()}`;
	const sandbox = await createSandbox({ kloutit: { apiKey, retryDelays: [], verification: 'bytes' } });
	const url = await sandbox.listen(0);
	const query: Record<string, string> = key === undefined ? {} : { key };
	const genuine: Delivery[] = [];
	for (let place = 0; place < GENUINE; place++) {
		const event = ['CASE_CREATED', 'CASE_WON', 'CASE_DEFENSE_GENERATED'][place % 3];
		await axios.post(`${url}/_sandbox/kloutit/events`, { event, url: 'http://127.0.0.1:9/', wait: 'first' });
		const { body } = sandbox.state.kloutit.events[sandbox.state.kloutit.events.length - 1];
		genuine.push({ body, headers: { ...JSON_TYPE }, query });
	}
	const proofs = key === undefined ? [] : [{ in: 'query' as const, name: 'key' }];
	return {
		node: 'kloutitTrigger',
		path: 'kloutit',
		parameters: {},
		credentials: { kloutitApi: { apiKey, baseUrl: `${url}/kloutit` } },
		stored: key === undefined ? { byHand: true } : { key },
		genuine,
		proofs,
		signsBody: true,
		wrongProofs:
			key === undefined
				? {}
				: {
						'another key': () => ({ key: randomBytes(32).toString('hex') }),
						'the API key': () => ({ key: apiKey }),
						'a key too long': ({ query: { key: own } }) => ({ key: `${own}0` }),
					},
		activated: () => {
			const [{ targetUrl }] = [...sandbox.state.kloutit.subscriptions.values()];
			query.key = new URL(targetUrl).searchParams.get('key') ?? '';
		},
		close: async () => await sandbox.close(),
	};
}
