import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { clock } from '../common/clock';
import { triggerOutputFields } from '../common/fields/properties';
import { parseBody } from '../common/http/response';
import { answerInTime, timeLeft } from '../common/trigger/answerInTime';
import { deliveredItem, hashOf, header, rawBody, readCredential, receive, refuse } from '../common/trigger/delivery';
import { whilePublishing } from '../common/trigger/publishing';
import { requireSecrets } from '../common/trigger/requireSecrets';
import { whenStoring } from '../common/trigger/storing';
import { isRecord, type JsonRecord, textOrNull } from '../common/values/json';
import { keysOf } from './api/klaviApi';
import { deliveredEvent } from './events';
import { problems } from './problems';
import { isRecent, looksLikeSignature, signedBytes } from './trigger/signature';

const CREDENTIAL = 'klaviApi';
/** What verifies an event: the credential's field with its label. */
const KEYS = { secretKey: 'Secret Key' };
const RECEIVED = { received: true };

/** The part of the body that the account's keys have signed. Nothing of the body is used before. @throws Refusal */
async function signedPart(context: IWebhookFunctions): Promise<Buffer> {
	const notSigned = problems.klaviSignatureInvalid();
	const signature = header(context, 'x-klavi-signature')?.trim();
	const body = await rawBody(context);
	if (!body || body.length === 0 || !looksLikeSignature(signature)) refuse(401, notSigned);
	const tolerance = Number(context.getNodeParameter('tolerance', 300));
	if (!isRecent(header(context, 'x-klavi-timestamp'), clock.now(), tolerance))
		refuse(401, problems.klaviTimestampInvalid());

	const credential = await readCredential(context, CREDENTIAL, KEYS);
	const secretKeys = [keysOf(credential).secretKey, String(credential.previousSecretKey ?? '').trim()];
	if (secretKeys.every((key) => key === '')) refuse(401, notSigned, problems.klaviSecretEmpty().message);
	const bytes = signedBytes(body, signature, secretKeys);
	if (!bytes) refuse(401, notSigned);
	return bytes;
}

/** The events of a body: a list of them, or a single one; undefined if it is neither. Contract: 3 */
function readEvents(bytes: Buffer): JsonRecord[] | undefined {
	const { body } = parseBody(bytes.toString('utf8'));
	const events = Array.isArray(body) ? body : [body];
	return events.length > 0 && events.every(isRecord) ? events : undefined;
}

/** The same for each delivery of one event. */
function deliveryIdOf(event: JsonRecord, bytes: Buffer, index: number, count: number): string {
	// hashed only if needed: a body may contain thousands of events
	const hash = () => hashOf(bytes, 32);
	return textOrNull(event.eventId) ?? (count > 1 ? `${hash()}:${index}` : hash());
}

export class KlaviTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Klavi Trigger',
		name: 'klaviTrigger',
		icon: { light: 'file:icons/klavi.svg', dark: 'file:icons/klavi.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: 'payment events',
		description: 'Starts when Klavi reports news of a Pix payment (only for accounts with Instant payments)',
		defaults: { name: 'Klavi Trigger' },
		builderHint: {
			searchHint:
				'Starts for news of Pix payments. Only Instant payments send events: for the Customer API v1, use Payment: Wait or Payment: Get Status instead.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'klaviApi', required: true }],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'klavi', responseMode: 'onReceived', responseData: '' }],
		eventTriggerDescription: 'Waiting for an event at the test URL',
		activationMessage: 'Events sent to the production URL now start this workflow.',
		triggerPanel: {
			header: '',
			executionsHelp: { inactive: problems.klaviPanelInactive().message, active: problems.klaviPanelActive().message },
			activationHint: problems.klaviPanelActivation().message,
		},
		properties: [
			{ displayName: problems.klaviSetup().message, name: 'setupNotice', type: 'notice', default: '' },
			{ displayName: problems.klaviEvents().message, name: 'openNotice', type: 'notice', default: '' },
			{
				displayName: 'Timestamp Tolerance',
				name: 'tolerance',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 86_400 },
				default: 300,
				description:
					"How many seconds an event's timestamp may differ from the clock of your n8n server. 0 accepts any. This does not stop copied events, because Klavi does not sign the timestamp.",
			},
			...triggerOutputFields,
		],
	};

	/** The address is entered in Klavi by hand: the API has no call to register it. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await whilePublishing(this, async () => {
					await requireSecrets(this, CREDENTIAL, 'Klavi API', KEYS);
					return true;
				});
			},
			create: async (): Promise<boolean> => await Promise.resolve(true),
			delete: async (): Promise<boolean> => await Promise.resolve(true),
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, async () => {
			const called = clock.now();
			const bytes = await signedPart(this);
			const events = readEvents(bytes);
			if (!events) refuse(400, problems.klaviEventInvalid());
			const receivedAt = new Date(clock.now()).toISOString();
			const delivered = events.map((event, index) => {
				const delivery = { deliveryId: deliveryIdOf(event, bytes, index, events.length), receivedAt };
				return deliveredItem(this, event, delivery, () => deliveredEvent(event));
			});
			const items = this.helpers.returnJsonArray(delivered);
			answerInTime(this.getResponseObject(), RECEIVED, timeLeft(called), whenStoring(items));
			return { workflowData: [items], webhookResponse: RECEIVED };
		});
	}
}
