import { randomBytes, randomUUID } from 'node:crypto';

import axios from 'axios';

import { keyOf } from '../../../nodes/Kloutit/trigger/addressKey';
import { createSandbox } from '../../../sandbox/server';
import type { Delivery } from './delivery';
import { GENUINE, JSON_TYPE, type Target } from './target';

/** The address that the trigger has registered, if the test does not register one. */
const REGISTERED = { address: 'https://n8n.example/webhook/kloutit', credential: 'mark' };

/** @param key the secret from which the key in the registered address is made; undefined if the address was pasted by hand */
export async function kloutit(key: string | undefined): Promise<Target> {
	const apiKey = `klt_${randomUUID()}`;
	const sandbox = await createSandbox({ kloutit: { apiKey, retryDelays: [], verification: 'bytes' } });
	const url = await sandbox.listen(0);
	const query: Record<string, string> = key === undefined ? {} : { key: keyOf(key, REGISTERED) };
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
		stored: key === undefined ? {} : { key, current: REGISTERED },
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
