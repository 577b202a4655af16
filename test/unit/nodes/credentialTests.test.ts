import type { ICredentialTestRequest, ICredentialType } from 'n8n-workflow';

import { ChargebackhitApi } from '../../../credentials/ChargebackhitApi.credentials';
import { KlaviApi } from '../../../credentials/KlaviApi.credentials';
import { KloutitApi } from '../../../credentials/KloutitApi.credentials';
import { KountOAuth2Api } from '../../../credentials/KountOAuth2Api.credentials';

/** As n8n compares a value in the body with a rule: with lodash's `get`. */
const valueAt = (body: unknown, key: string): unknown =>
	key.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], body);

function refuses(type: ICredentialType & { test: ICredentialTestRequest }, body: unknown): boolean {
	return (type.test.rules ?? []).some(
		(rule) => rule.type === 'responseSuccessBody' && valueAt(body, rule.properties.key) === rule.properties.value,
	);
}

const PAGE = '<!doctype html><html><body>Welcome</body></html>';

test.each([
	[new ChargebackhitApi(), { data: [], pagination: {} }, { items: [], pagination: { limit: 1 } }],
	[new KloutitApi(), { valid: true, organization: { name: 'Shop', sectors: [] } }],
	[new KountOAuth2Api(), { code: 5, message: 'There is no order' }, {}],
	[new KlaviApi(), { data: [], cursor: null }, [], [{ id: 'bank' }]],
])('$displayName: only the form of the service is green', (type, ...forms) => {
	for (const form of forms) expect([form, refuses(type, form)]).toEqual([form, false]);
	for (const body of [PAGE, 'Welcome', '', `\n${PAGE}`]) expect([body, refuses(type, body)]).toEqual([body, true]);
});

test.each([
	[new ChargebackhitApi(), { hello: 'world' }],
	[new KloutitApi(), { hello: 'world' }],
	[new KloutitApi(), { valid: false, organization: {} }],
	[new KloutitApi(), { valid: true }],
])('%#: another response is not green', (type, body) => {
	expect(refuses(type, body)).toBe(true);
});
