import type {
	IDataObject,
	IDisplayOptions,
	IHookFunctions,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { clock } from '../common/clock';
import type { Problem } from '../common/errors/problem';
import { withServiceWord } from '../common/fields/options';
import { triggerOutputFields } from '../common/fields/properties';
import { parseBody } from '../common/http/response';
import { estimatedArrival } from '../common/trigger/answerInTime';
import { deliveredItem, header, rawBody, readCredential, receive, refuse } from '../common/trigger/delivery';
import { newDelivery, noteRequest } from '../common/trigger/openRequests';
import { whilePublishing } from '../common/trigger/publishing';
import { requireSecrets } from '../common/trigger/requireSecrets';
import { selectedAtDelivery, selectedValues } from '../common/trigger/selection';
import { whenStoring } from '../common/trigger/storing';
import { isRecord, type JsonRecord, textOrNull } from '../common/values/json';
import { alertTypeOptions, outcomeOptions } from './actions/choices';
import { alertDeliveryId, alertEvent } from './events';
import { problems } from './problems';
import {
	bareReply,
	FALLBACK_SECONDS,
	type FallbackSeconds,
	fallbackDelay,
	guaranteeReply,
	IMMEDIATE_SECONDS,
	INQUIRY,
	LONGEST_FALLBACK,
	neutralReply,
	REFUND,
} from './trigger/fallbackReply';
import { isSigned, looksLikeSignature } from './trigger/signature';

const CREDENTIAL = 'chargebackhitApi';
/** What verifies an alert: the credential's fields, each with its label. */
const KEYS = { publicKey: 'Public Key', secretKey: 'Secret Key' };
const TRIGGER_ON = 'Trigger On';

// n8n's scan requires names or literals as defaults
const { inquiry: INQUIRY_SECONDS, others: OTHER_SECONDS } = FALLBACK_SECONDS;

/** Verifies that the credential's account has signed the delivery. Nothing in the body is read before. @throws Refusal */
async function verify(context: IWebhookFunctions): Promise<Buffer> {
	const notSigned = problems.alertNotSigned();
	const signature = header(context, 'signature');
	const body = await rawBody(context);
	if (!body || !looksLikeSignature(signature)) refuse(401, notSigned);

	const credential = await readCredential(context, CREDENTIAL, KEYS);
	const key = (name: string) => String(credential[name] ?? '').trim();
	const publicKey = key('publicKey');
	const secretKeys = [key('secretKey'), key('previousSecretKey')];
	if (publicKey === '' || secretKeys.every((secretKey) => secretKey === ''))
		refuse(401, notSigned, problems.alertKeysEmpty().message);
	const named = header(context, 'public_key');
	if (named !== undefined && named !== publicKey) refuse(401, notSigned, problems.alertOfOtherAccount().message);
	if (!isSigned(body, signature, { publicKey, secretKeys })) refuse(401, notSigned);
	return body;
}

/** An alert's body; undefined if it is none. Contract: 4. */
function readAlert(body: Buffer): JsonRecord | undefined {
	const { body: parsed } = parseBody(body.toString('utf8'));
	if (!isRecord(parsed)) return undefined;
	return [parsed.alert, parsed.transaction, parsed.merchant].every(isRecord) ? parsed : undefined;
}

/** For init-refund the outcome that the user chose. For other types only acknowledged is valid. Contract: 6.1 */
function immediateReply(context: IWebhookFunctions, type: string): IDataObject {
	return type === REFUND
		? bareReply(type, String(context.getNodeParameter('refundOutcome', 'pending') ?? 'pending'))
		: neutralReply(type);
}

/** The trigger's settings for the reply that it gives if the workflow does not. */
function fallbackSeconds(context: IWebhookFunctions): FallbackSeconds {
	return {
		inquiry: Number(context.getNodeParameter('fallbackReplyAfter', FALLBACK_SECONDS.inquiry)),
		others: Number(context.getNodeParameter('otherFallbackReplyAfter', FALLBACK_SECONDS.others)),
	};
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
		subtitle: '={{ $parameter["events"].length === 6 ? "all alerts" : [$parameter["events"]].flat().join(", ") }}',
		description: 'Catch chargeback alerts from Chargebackhit and answer them in time',
		defaults: { name: 'Chargebackhit Trigger' },
		builderHint: {
			searchHint:
				'Starts for each alert. An account has one notification URL, so use one trigger and a Switch on type. An inquiry must be answered within 2 seconds. The same alert can arrive twice: compare deliveryId with Remove Duplicates.',
		},
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
				displayName: TRIGGER_ON,
				name: 'events',
				type: 'multiOptions',
				options: alertTypeOptions,
				default: ['dispute-notification', 'fraud-notification', REFUND, 'inquiry', 'prevented', 'resolved'],
				required: true,
				description:
					'The alerts that start the workflow. All other alerts get a neutral reply: Acknowledged, or Pending for refund requests.',
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
						description: 'With a fixed outcome, as soon as n8n has saved the alert',
					},
					{
						name: 'Using "Answer the Waiting Alert"',
						value: 'replyInWebhook',
						description:
							'With the reply that the operation Alert: Answer the Waiting Alert sends later in this workflow',
					},
					{ name: 'When Last Node Finishes', value: 'lastNode', description: 'With the first item of the last node' },
				],
				default: 'immediately',
				description:
					'When the trigger answers an alert, and with what. Chargebackhit reads the outcome from this answer.',
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
				default: INQUIRY_SECONDS,
				description:
					'How many seconds an inquiry waits for the reply of the workflow, even if n8n is too busy to start it. Then the trigger answers with Acknowledged, without an order. It does so at once if the workflow fails, is canceled or ends without a valid reply. 0 turns this off for all alerts: they wait for the workflow, however long it takes.',
			},
			{
				displayName: 'Fallback Reply to Other Alerts After',
				name: 'otherFallbackReplyAfter',
				type: 'number',
				noDataExpression: true,
				displayOptions: { show: { respond: ['replyInWebhook', 'lastNode'] }, hide: { fallbackReplyAfter: [0] } },
				typeOptions: { minValue: 1, maxValue: LONGEST_FALLBACK },
				default: OTHER_SECONDS,
				description:
					'How many seconds every other alert waits for the reply of the workflow, even if n8n is too busy to start it. Then the alert gets Acknowledged. A refund request gets Pending, and you can send its outcome later with Alert: Respond. Raise this only if you know that Chargebackhit waits longer. If Chargebackhit gives up first, it sends the alert again, and each copy starts the workflow once more.',
			},
			{
				displayName: withServiceWord('Outcome for Refund Requests', 'init-refund'),
				name: 'refundOutcome',
				type: 'options',
				displayOptions: { show: { respond: ['immediately'], events: [REFUND] } },
				options: outcomeOptions,
				default: 'pending',
				description:
					'The trigger sends this reply before the workflow runs. After Pending, send the final outcome with Alert: Respond. Choose Refunded only if the refund has already been made. All other alerts get Acknowledged, the only outcome allowed for them.',
			},
			...triggerOutputFields,
		],
	};

	/** The user pastes the notification URL into the HUB: Chargebackhit has no API call to register it. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await whilePublishing(this, async () => {
					await requireSecrets(this, CREDENTIAL, 'Chargebackhit API', KEYS);
					selectedValues(this.getNodeParameter('events'), TRIGGER_ON, alertTypeOptions);
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
			const body = await verify(this);
			const arrived = estimatedArrival(called, clock.now());

			const alert = readAlert(body);
			if (!alert) refuse(400, problems.notAnAlert());
			const { type: typeGiven, id } = alert.alert as JsonRecord;
			const type = textOrNull(typeGiven) ?? 'unknown';

			const isKnown = alertTypeOptions.some(({ value }) => value === type);
			const isSelected = () => selectedAtDelivery(this, 'events', TRIGGER_ON, alertTypeOptions).includes(type);
			if (isKnown && !isSelected()) return { webhookResponse: neutralReply(type) };

			const mode = this.getMode();
			const delivery = newDelivery(
				mode,
				alertDeliveryId(type, textOrNull(id), () => body),
				arrived,
			);
			const item = deliveredItem(this, alert, delivery, () => alertEvent(alert, delivery.receivedAt));
			const items = this.helpers.returnJsonArray([item]);
			const workflowData = [items];
			const response = this.getResponseObject();
			// an inquiry is answered in time even if n8n cannot store it
			const storing = type === INQUIRY ? undefined : whenStoring(items);
			const respond = this.getNodeParameter('respond');
			if (respond === 'immediately') {
				const reply = immediateReply(this, type);
				guaranteeReply(response, type, fallbackDelay(type, arrived, IMMEDIATE_SECONDS), storing, reply);
				return { workflowData, webhookResponse: reply };
			}
			const { reply } = guaranteeReply(response, type, fallbackDelay(type, arrived, fallbackSeconds(this)), storing);
			if (respond === 'replyInWebhook') noteRequest(mode, delivery, reply);
			return { workflowData };
		});
	}
}
