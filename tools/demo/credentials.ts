import type { ICredentialType, IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { ChargebackhitApi } from '../../credentials/ChargebackhitApi.credentials';
import { KlaviApi } from '../../credentials/KlaviApi.credentials';
import { KloutitApi } from '../../credentials/KloutitApi.credentials';
import { KountOAuth2Api } from '../../credentials/KountOAuth2Api.credentials';
import { KountWebhookApi } from '../../credentials/KountWebhookApi.credentials';
import type { Sandbox } from '../../sandbox/server';

/** A credential for the sandbox: how it is called in the demo's n8n, and what its fields contain. */
export interface SandboxCredential {
	title: string;
	type: ICredentialType;
	data: IDataObject;
}

/** The credentials with which n8n uses the sandbox. */
export function sandboxCredentials({ settings }: Pick<Sandbox, 'settings'>, sandboxUrl: string) {
	const { chargebackhit, kloutit, kount, klavi } = settings;
	return {
		chargebackhit: {
			title: 'Chargebackhit sandbox',
			type: new ChargebackhitApi(),
			data: {
				publicKey: chargebackhit.publicKey,
				secretKey: chargebackhit.secretKey,
				previousSecretKey: '',
				baseUrl: `${sandboxUrl}/chargebackhit`,
			},
		},
		kloutit: {
			title: 'Kloutit sandbox',
			type: new KloutitApi(),
			data: { apiKey: kloutit.apiKey, baseUrl: `${sandboxUrl}/kloutit` },
		},
		kount: {
			title: 'Kount sandbox',
			type: new KountOAuth2Api(),
			data: {
				apiKey: kount.apiKey,
				environment: 'sandbox',
				loginServer: 'custom',
				tokenUrl: `${sandboxUrl}/kount/as/token`,
				baseUrl: `${sandboxUrl}/kount`,
			},
		},
		kountWebhook: {
			title: 'Kount webhook',
			type: new KountWebhookApi(),
			data: { headerName: kount.webhookHeaderName, secret: kount.webhookHeaderValue, previousSecret: '' },
		},
		klavi: {
			title: 'Klavi sandbox',
			type: new KlaviApi(),
			data: {
				accessKey: klavi.accessKey,
				secretKey: klavi.secretKey,
				previousSecretKey: '',
				environment: 'custom',
				baseUrl: `${sandboxUrl}/klavi`,
				revision: 'customerV1',
			},
		},
	} satisfies Record<string, SandboxCredential>;
}

/** What a person sees in a field: the name of the chosen entry, or the text. */
function shown({ type, options }: INodeProperties, value: unknown): string {
	const chosen = type === 'options' && (options as INodePropertyOptions[]).find((option) => option.value === value);
	return chosen ? chosen.name : String(value);
}

/** The fields of a credential that are filled in, by their names on the screen, in the order of the screen. */
export function fieldsOf({ type, data }: SandboxCredential): Array<{ name: string; value: string }> {
	return type.properties
		.filter(({ name }) => data[name] !== undefined && data[name] !== '')
		.map((property) => ({ name: property.displayName, value: shown(property, data[property.name]) }));
}
