import type {
	IDataObject,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { clock } from '../common/clock';
import { triggerOutputFields } from '../common/fields/properties';
import { parseBody } from '../common/http/response';
import { deliveredItem, hashOf, header, rawBody, refuse } from '../common/trigger/delivery';
import { isRecord, type JsonRecord, textOrNull } from '../common/values/json';
import { alertTypeOptions, outcomeOptions } from './actions/choices';
import { alertEvent } from './events';
import { messages } from './problems';
import {
	answerInAnyCase,
	bareReply,
	FALLBACK_SECONDS,
	fallbackDelay,
	neutralReply,
	REFUND,
	reckonedArrival,
} from './trigger/fallbackReply';
import { isSigned, looksLikeSignature } from './trigger/signature';

/** True where the delivery comes from the account of the credential. Nothing of the body is looked at before. */
async function isAuthentic(context: IWebhookFunctions, body: Buffer, signature: string): Promise<boolean> {
	const credential = await context.getCredentials('chargebackhitApi').catch(() => undefined);
	const key = (name: string) => String(credential?.[name] ?? '').trim();
	const publicKey = key('publicKey');
	const named = header(context, 'public_key');
	if (named !== undefined && named !== publicKey) return false;
	return isSigned(body, signature, { publicKey, secretKeys: [key('secretKey'), key('previousSecretKey')] });
}

/** The body of an alert; undefined where it is none. Contract: 4. */
function readAlert(body: Buffer): JsonRecord | undefined {
	const { body: parsed } = parseBody(body.toString('utf8'));
	if (!isRecord(parsed)) return undefined;
	return [parsed.alert, parsed.transaction, parsed.merchant].every(isRecord) ? parsed : undefined;
}

/** The same for each delivery of one alert: Chargebackhit gives deliveries no id of their own. */
function deliveryId(type: string, id: string | null, body: Buffer): string {
	return `${type}:${id ?? hashOf(body)}`;
}

/** The reply at once: for init-refund the outcome that the user chose; for the other types only acknowledged is valid. Contract: 6.1 */
function immediateReply(context: IWebhookFunctions, type: string): IDataObject {
	return type === REFUND
		? bareReply(type, String(context.getNodeParameter('refundOutcome', 'pending') ?? 'pending'))
		: neutralReply(type);
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
		eventTriggerDescription: 'Waiting for an alert at the test URL',
		activationMessage: 'Alerts sent to the production URL now start this workflow.',
		triggerPanel: {
			header: '',
			executionsHelp: {
				inactive: messages.panelInactive,
				active: messages.panelActive,
			},
			activationHint: messages.panelActivation,
		},
		properties: [
			{
				displayName: messages.triggerSetup,
				name: 'setupNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				options: alertTypeOptions,
				default: ['dispute-notification', 'fraud-notification', REFUND, 'inquiry', 'prevented', 'resolved'],
				required: true,
				description:
					'The alerts that start the workflow. Others are still answered, with acknowledged, or pending for Init Refund, so that no final answer is given for an alert nobody handles.',
			},
			{
				displayName: messages.triggerInquiry,
				name: 'inquiryNotice',
				type: 'notice',
				displayOptions: { show: { events: ['inquiry'], respond: ['replyInWebhook', 'lastNode'] } },
				default: '',
			},
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
						description: 'With what the operation Alert: Reply in Webhook sends later in this workflow',
					},
					{
						name: 'When Last Node Finishes',
						value: 'lastNode',
						description: 'With the first item of the last node',
					},
				],
				default: 'immediately',
				description: 'How the alert is answered: Chargebackhit takes the outcome from the reply to its request',
			},
			{
				displayName: messages.immediatelyNotice,
				name: 'immediatelyNotice',
				type: 'notice',
				displayOptions: { show: { respond: ['immediately'], events: ['inquiry'] } },
				default: '',
			},
			{
				displayName: messages.replyModeNotice,
				name: 'replyModeNotice',
				type: 'notice',
				displayOptions: { show: { respond: ['replyInWebhook'] } },
				default: '',
			},
			{
				displayName: messages.lastNodeNotice,
				name: 'lastNodeNotice',
				type: 'notice',
				displayOptions: { show: { respond: ['lastNode'] } },
				default: '',
			},
			{
				displayName: 'Fallback Reply After',
				name: 'fallbackReplyAfter',
				type: 'number',
				noDataExpression: true,
				displayOptions: { show: { respond: ['replyInWebhook', 'lastNode'] } },
				typeOptions: { minValue: 0, maxValue: 2, numberPrecision: 1 },
				default: FALLBACK_SECONDS,
				description:
					'Seconds that an inquiry waits for the workflow; then it is answered with acknowledged, without an order. The other alerts wait 25 seconds, then get acknowledged, or pending for Init Refund. A workflow that fails, is cancelled or ends without a valid reply is made up for in the same way, at once. 0 turns all of this off.',
			},
			{
				displayName: 'Outcome for Init Refund',
				name: 'refundOutcome',
				type: 'options',
				displayOptions: { show: { respond: ['immediately'], events: [REFUND] } },
				options: outcomeOptions,
				default: 'pending',
				description:
					'This answer goes out before the workflow has run. Pending leaves the outcome open; Reversed says that the refund was made. All other alerts are answered with acknowledged, the only outcome they may have.',
			},
			...triggerOutputFields,
		],
	};

	/** The notification URL is pasted into the HUB by hand: Chargebackhit has no call to register it. */
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
			return refuse(this, 401, messages.notSigned);
		}

		const arrived = reckonedArrival(called, clock.now());

		const alert = readAlert(body);
		if (!alert) return refuse(this, 400, messages.notAnAlert);
		const { type: typeGiven, id } = alert.alert as JsonRecord;
		const type = textOrNull(typeGiven) ?? 'unknown';

		const events = this.getNodeParameter('events') as string[];
		const isKnown = alertTypeOptions.some(({ value }) => value === type);
		if (isKnown && !events.includes(type)) {
			return { webhookResponse: neutralReply(type) };
		}

		const delivery = {
			deliveryId: deliveryId(type, textOrNull(id), body),
			receivedAt: new Date(arrived).toISOString(),
		};
		const workflowData = [
			this.helpers.returnJsonArray([
				deliveredItem(this, alert, delivery, () => alertEvent(alert, delivery.receivedAt)),
			]),
		];
		if (this.getNodeParameter('respond') === 'immediately')
			return { workflowData, webhookResponse: immediateReply(this, type) };

		const delay = fallbackDelay(type, Number(this.getNodeParameter('fallbackReplyAfter', FALLBACK_SECONDS)));
		if (delay !== undefined)
			answerInAnyCase(this.getResponseObject(), type, Math.max(0, arrived + delay - clock.now()));
		return { workflowData };
	}
}
