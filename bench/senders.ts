import { constants, createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

import axios from 'axios';

import type { SavedCredential } from '../tools/n8n/client';
import type { Delivery } from './load';
import type { Stage } from './stage';

/** How a service delivers events to a trigger. Each entry adds two rows. */
export interface Sender {
	/** Part of the row names. */
	name: string;
	/** The trigger's type, without the package name. */
	type: string;
	/** The path of its webhook. */
	path: string;
	parameters: () => Record<string, unknown>;
	/** Not set for a trigger that verifies its sender only with a public key. */
	credential?: (stage: Stage) => SavedCredential;
	/** The URL of the call with which the trigger lets the service verify each event. The reference makes the same call. */
	verification?: (stage: Stage) => string;
	/**
	 * Called after the trigger is published.
	 *
	 * @param url the trigger's URL
	 * @returns a function that creates valid deliveries
	 */
	deliveries: (stage: Stage, url: string) => Promise<() => Delivery>;
	/** The delivery without its proof of the sender: an obvious forgery. */
	forge: (delivery: Delivery) => Delivery;
	/** The trigger's reply to a valid delivery. */
	status: number;
}

/** A signed Chargebackhit alert. */
export function signedAlert(stage: Pick<Stage, 'sandbox'>, url: string, type: string): Delivery {
	const { publicKey, secretKey } = stage.sandbox.settings.chargebackhit;
	const body = JSON.stringify({
		alert: {
			id: randomUUID(),
			type,
			date: '2026-11-20T10:00:00Z',
			product: 'oi',
			provider: 'verifi',
			amount: '49.90',
			currency: 'USD',
		},
		transaction: { transaction_merchant_id: 'ORDER-1001', bin: '411111', last_four: '1111' },
		merchant: { id: randomUUID(), internal_id: 'shop-1' },
	});
	const digest = createHmac('sha512', secretKey)
		.update(publicKey + body + publicKey)
		.digest('hex');
	const signature = Buffer.from(digest).toString('base64');
	return { url, headers: { 'content-type': 'application/json', public_key: publicKey, signature }, body };
}

const chargebackhit: Sender = {
	name: 'chargebackhit',
	type: 'chargebackhitTrigger',
	path: 'chargebackhit',
	parameters: () => ({}),
	credential: (stage) => stage.chargebackhit,
	deliveries: async (stage, url) => await Promise.resolve(() => signedAlert(stage, url, 'resolved')),
	forge: ({ headers: { signature: _signature, ...headers }, ...delivery }) => ({ ...delivery, headers }),
	status: 200,
};

const kloutit: Sender = {
	name: 'kloutit',
	type: 'kloutitTrigger',
	path: 'kloutit',
	parameters: () => ({}),
	credential: (stage) => stage.kloutit,
	verification: (stage) => `${stage.sandboxUrl}/kloutit/case/verify-event`,
	deliveries: async (stage, url) => {
		const { subscriptions, events } = stage.sandbox.state.kloutit;
		// the URL that the trigger registered, with its key
		const address = [...subscriptions.values()].find(({ targetUrl }) => targetUrl.startsWith(url))?.targetUrl ?? url;
		// Kloutit verifies only events that it sent; the same bytes may be sent again
		await axios.post(`${stage.sandboxUrl}/_sandbox/kloutit/events`, {
			event: 'CASE_CREATED',
			url: `${stage.sandboxUrl}/_sandbox`,
		});
		const body = events[events.length - 1].body.toString('utf8');
		return () => ({ url: address, headers: { 'content-type': 'application/json' }, body });
	},
	forge: (delivery) => ({ ...delivery, url: delivery.url.split('?', 1)[0] }),
	status: 200,
};

const JSON_TYPE = { 'content-type': 'application/json' };
const KOUNT_ALERT = JSON.stringify({
	merchantOrderID: 'ORDER-1001',
	transactionAmount: 49.9,
	transactionCurrency: 'USD',
	accountNumber: '411111xxxxxx1111',
	descriptor: 'SHOP',
	events: [{ eventType: 'ETHOCA_FRAUD', eventDateTime: '2026-11-20T10:00:00Z', requestID: randomUUID() }],
});

const kountAlerts: Sender = {
	name: 'kount-alerts',
	type: 'kountTrigger',
	path: 'kount',
	parameters: () => ({ source: 'alerts' }),
	credential: (stage) => stage.kountWebhook,
	deliveries: async ({ sandbox }, url) => {
		const { webhookHeaderName, webhookHeaderValue } = sandbox.settings.kount;
		return await Promise.resolve(() => ({
			url,
			headers: { ...JSON_TYPE, [webhookHeaderName]: webhookHeaderValue },
			body: KOUNT_ALERT,
		}));
	},
	forge: (delivery) => ({ ...delivery, headers: JSON_TYPE }),
	status: 200,
};

/** Generated at the first use, because a key of this length takes a second. */
let keys: { publicKey: string; privateKey: string } | undefined;
function kountKeys(): { publicKey: string; privateKey: string } {
	keys ??= generateKeyPairSync('rsa', {
		modulusLength: 4096,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});
	return keys;
}

const kountSigned: Sender = {
	name: 'kount-360',
	type: 'kountTrigger',
	path: 'kount',
	parameters: () => ({ source: 'signed', publicKey: kountKeys().publicKey }),
	deliveries: async (_stage, url) => {
		const body = JSON.stringify({
			id: randomUUID(),
			eventType: 'Order.StatusChange',
			kountOrderId: 'K1',
			merchantOrderId: 'ORDER-1001',
			newValue: 'APPROVE',
		});
		let signed: { timestamp: string; signature: string; until: number } | undefined;
		const headers = () => {
			// one signature is reused for a while, because this measures the trigger's work and not the sender's
			if (!signed || signed.until < Date.now()) {
				const timestamp = `${new Date().toISOString().slice(0, 19)}Z`;
				const key = { key: kountKeys().privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
				signed = {
					timestamp,
					signature: sign('sha256', Buffer.from(timestamp + body), key).toString('base64'),
					until: Date.now() + 60_000,
				};
			}
			return { ...JSON_TYPE, 'x-event-timestamp': signed.timestamp, 'x-event-signature': signed.signature };
		};
		return await Promise.resolve(() => ({ url, headers: headers(), body }));
	},
	forge: (delivery) => ({ ...delivery, headers: JSON_TYPE }),
	status: 200,
};

const klavi: Sender = {
	name: 'klavi',
	type: 'klaviTrigger',
	path: 'klavi',
	parameters: () => ({}),
	credential: (stage) => stage.klavi,
	deliveries: async ({ sandbox }, url) => {
		const body = JSON.stringify([
			{
				eventId: randomUUID(),
				eventName: 'payment_status_changed',
				payload: { id: randomUUID(), status: 'PAYMENT_COMPLETED' },
			},
		]);
		const signature = createHmac('sha256', sandbox.settings.klavi.secretKey).update(body).digest('hex');
		return await Promise.resolve(() => ({
			url,
			headers: {
				...JSON_TYPE,
				'x-klavi-signature': signature,
				'x-klavi-timestamp': String(Math.floor(Date.now() / 1000)),
			},
			body,
		}));
	},
	forge: (delivery) => ({ ...delivery, headers: JSON_TYPE }),
	status: 200,
};

export const SENDERS: Sender[] = [chargebackhit, kloutit, kountAlerts, kountSigned, klavi];
