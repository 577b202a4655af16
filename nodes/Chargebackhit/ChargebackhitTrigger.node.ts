import type {
	IDataObject,
	IDisplayOptions,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { clock } from '../common/clock';
import type { Problem } from '../common/errors/problem';
import { triggerOutputFields } from '../common/fields/properties';
import { parseBody } from '../common/http/response';
import { deliveredItem, hashOf, header, rawBody, refuse } from '../common/trigger/delivery';
import { isRecord, type JsonRecord, textOrNull } from '../common/values/json';
import { alertTypeOptions, outcomeOptions } from './actions/choices';
import { alertEvent } from './events';
import { problems } from './problems';
import {
	bareReply,
	estimatedArrival,
	FALLBACK_SECONDS,
	fallbackDelay,
	guaranteeReply,
	neutralReply,
	REFUND,
} from './trigger/fallbackReply';
import { isSigned, looksLikeSignature } from './trigger/signature';

/** True if the delivery comes from the credential's account. Nothing in the body is read before this check. */
async function isAuthentic(context: IWebhookFunctions, body: Buffer, signature: string): Promise<boolean> {
	const credential = await context.getCredentials('chargebackhitApi').catch(() => undefined);
	const key = (name: string) => String(credential?.[name] ?? '').trim();
	const publicKey = key('publicKey');
	const named = header(context, 'public_key');
	if (named !== undefined && named !== publicKey) return false;
	return isSigned(body, signature, { publicKey, secretKeys: [key('secretKey'), key('previousSecretKey')] });
}

/** An alert's body; undefined if it is none. Contract: 4. */
function readAlert(body: Buffer): JsonRecord | undefined {
	const { body: parsed } = parseBody(body.toString('utf8'));
	if (!isRecord(parsed)) return undefined;
	return [parsed.alert, parsed.transaction, parsed.merchant].every(isRecord) ? parsed : undefined;
}

/** The same for each delivery of one alert: Chargebackhit's deliveries have no ID of their own. */
function deliveryId(type: string, id: string | null, body: Buffer): string {
	return `${type}:${id ?? hashOf(body)}`;
}

/** For init-refund the outcome that the user chose. For other types only acknowledged is valid. Contract: 6.1 */
function immediateReply(context: IWebhookFunctions, type: string): IDataObject {
	return type === REFUND
		? bareReply(type, String(context.getNodeParameter('refundOutcome', 'pending') ?? 'pending'))
		: neutralReply(type);
}

/** @param show the parameter values with which the notice is shown */
function notice(name: string, { message }: Problem, show?: IDisplayOptions['show']): INodeProperties {
	return { displayName: message, name, type: 'notice', ...(show ? { displayOptions: { show } } : {}), default: '' };
}

export class ChargebackhitTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Chargebackhit Trigger',
		name: 'chargebackhitTrigger',
		icon: { light: 'file:icons/chargebackhit.svg', dark: 'file:icons/chargebackhit.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].length === 6 ? "all alerts" : $parameter["events"].join(", ") }}',
		description: 'Catch chargeback alerts from Chargebackhit and answer them in time',
		defaults: { name: 'Chargebackhit Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'chargebackhitApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'chargebackhit',
				responseMode:
					'={{ $parameter["respond"] === "replyInWebhook" ? "responseNode" : $parameter["respond"] === "lastNode" ? "lastNode" : "onReceived" }}',
				responseData: '={{ $parameter["respond"] === "lastNode" ? "firstEntryJson" : "" }}',
			},
		],
		eventTriggerDescription: problems.alertTestWaiting().message,
		activationMessage: problems.alertTriggerActivated().message,
		triggerPanel: {
			header: '',
			executionsHelp: { inactive: problems.alertPanelInactive().message, active: problems.alertPanelActive().message },
			activationHint: problems.alertPanelPublish().message,
		},
		properties: [
			notice('setupNotice', problems.notificationUrlNotice()),
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				options: alertTypeOptions,
				default: ['dispute-notification', 'fraud-notification', REFUND, 'inquiry', 'prevented', 'resolved'],
				required: true,
				description:
					'The alerts that start the workflow. All other alerts get a neutral reply: Acknowledged, or Pending for Init Refund.',
			},
			notice('inquiryNotice', problems.inquiryNotice(), {
				events: ['inquiry'],
				respond: ['replyInWebhook', 'lastNode'],
			}),
			{
				displayName: 'Respond',
				name: 'respond',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Immediately',
						value: 'immediately',
						description: 'With a fixed outcome, as soon as the execution is stored',
					},
					{
						name: 'Using "Reply in Webhook"',
						value: 'replyInWebhook',
						description: 'With the reply that the operation Alert: Reply in Webhook sends later in this workflow',
					},
					{ name: 'When Last Node Finishes', value: 'lastNode', description: 'With the first item of the last node' },
				],
				default: 'immediately',
				description: 'How to answer the alert. Chargebackhit reads the outcome from the response to its request.',
			},
			notice('immediatelyNotice', problems.immediateReplyNotice(), { respond: ['immediately'], events: ['inquiry'] }),
			notice('replyModeNotice', problems.replyModeNotice(), { respond: ['replyInWebhook'] }),
			notice('lastNodeNotice', problems.lastNodeNotice(), { respond: ['lastNode'] }),
			{
				displayName: 'Fallback Reply After',
				name: 'fallbackReplyAfter',
				type: 'number',
				noDataExpression: true,
				displayOptions: { show: { respond: ['replyInWebhook', 'lastNode'] } },
				typeOptions: { minValue: 0, maxValue: 2, numberPrecision: 1 },
				default: FALLBACK_SECONDS,
				description:
					'How many seconds an inquiry waits for the workflow. Then it is answered with Acknowledged, without an order. Other alerts wait 25 seconds, then get Acknowledged, or Pending for Init Refund. If the workflow fails, is canceled or ends without a valid reply, the same reply is sent at once. 0 turns all of this off.',
			},
			{
				displayName: 'Outcome for Init Refund',
				name: 'refundOutcome',
				type: 'options',
				displayOptions: { show: { respond: ['immediately'], events: [REFUND] } },
				options: outcomeOptions,
				default: 'pending',
				description:
					'This reply is sent before the workflow runs. Pending leaves the outcome open. Reversed states that the refund was made. All other alerts get Acknowledged, the only outcome allowed for them.',
			},
			...triggerOutputFields,
		],
	};

	/** The user pastes the notification URL into the HUB: Chargebackhit has no API call to register it. */
	webhookMethods = {
		default: {
			checkExists: async (): Promise<boolean> => await Promise.resolve(true),
			create: async (): Promise<boolean> => await Promise.resolve(true),
			delete: async (): Promise<boolean> => await Promise.resolve(true),
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const called = clock.now();
		const signature = header(this, 'signature');
		const body = await rawBody(this);
		if (!body || !looksLikeSignature(signature) || !(await isAuthentic(this, body, signature))) {
			return refuse(this, 401, problems.alertNotSigned().message);
		}
		const arrived = estimatedArrival(called, clock.now());

		const alert = readAlert(body);
		if (!alert) return refuse(this, 400, problems.notAnAlert().message);
		const { type: typeGiven, id } = alert.alert as JsonRecord;
		const type = textOrNull(typeGiven) ?? 'unknown';

		const events = this.getNodeParameter('events') as string[];
		const isKnown = alertTypeOptions.some(({ value }) => value === type);
		if (isKnown && !events.includes(type)) return { webhookResponse: neutralReply(type) };

		const delivery = {
			deliveryId: deliveryId(type, textOrNull(id), body),
			receivedAt: new Date(arrived).toISOString(),
		};
		const item = deliveredItem(this, alert, delivery, () => alertEvent(alert, delivery.receivedAt));
		const workflowData = [this.helpers.returnJsonArray([item])];
		if (this.getNodeParameter('respond') === 'immediately')
			return { workflowData, webhookResponse: immediateReply(this, type) };

		const delay = fallbackDelay(type, Number(this.getNodeParameter('fallbackReplyAfter', FALLBACK_SECONDS)));
		if (delay !== undefined) guaranteeReply(this.getResponseObject(), type, Math.max(0, arrived + delay - clock.now()));
		return { workflowData };
	}
}
