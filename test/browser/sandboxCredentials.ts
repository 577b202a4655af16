import type { IDataObject } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox/server';
import type { N8nClient, SavedCredential } from '../../tools/n8n/client';

/** Stores a credential of each type for a sandbox, under the names that a person would give them. */
export async function storeSandboxCredentials(
	client: N8nClient,
	{ settings }: Sandbox,
	url: string,
): Promise<SavedCredential[]> {
	const { chargebackhit, kloutit, kount, klavi } = settings;
	const wanted: Array<[name: string, type: string, data: IDataObject]> = [
		[
			'Chargebackhit sandbox',
			'chargebackhitApi',
			{
				publicKey: chargebackhit.publicKey,
				secretKey: chargebackhit.secretKey,
				previousSecretKey: '',
				baseUrl: `${url}/chargebackhit`,
			},
		],
		['Kloutit sandbox', 'kloutitApi', { apiKey: kloutit.apiKey, baseUrl: `${url}/kloutit` }],
		[
			'Kount sandbox',
			'kountOAuth2Api',
			{
				apiKey: kount.apiKey,
				environment: 'sandbox',
				loginServer: 'custom',
				tokenUrl: `${url}/kount/as/token`,
				baseUrl: `${url}/kount`,
			},
		],
		[
			'Kount events',
			'kountWebhookApi',
			{ headerName: kount.webhookHeaderName, secret: kount.webhookHeaderValue, previousSecret: '' },
		],
		[
			'Klavi sandbox',
			'klaviApi',
			{
				accessKey: klavi.accessKey,
				secretKey: klavi.secretKey,
				previousSecretKey: '',
				environment: 'custom',
				baseUrl: `${url}/klavi`,
				revision: 'instant',
			},
		],
	];
	const saved: SavedCredential[] = [];
	for (const [name, type, data] of wanted) saved.push(await client.createCredential(name, type, data));
	return saved;
}
