import type {
	IDataObject,
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { clock } from '../common/clock';
import { ServiceError } from '../common/errors/errors';
import { requestSettings } from '../common/fields/options';
import { triggerOutputFields } from '../common/fields/properties';
import { Client } from '../common/http/client';
import { parseBody } from '../common/http/response';
import { Bytes } from '../common/operation';
import { answerInTime, timeLeft } from '../common/trigger/answerInTime';
import {
	deliveredItem,
	detailOf,
	equalInConstantTime,
	hashOf,
	Refusal,
	rawBody,
	receive,
} from '../common/trigger/delivery';
import { isRecord, type JsonRecord, textOrNull } from '../common/values/json';
import { caseEvent, eventTypeOptions } from './events';
import { problems } from './problems';
import { kloutit } from './service';
import { KEY, type Registration, TriggerRegistration } from './trigger/registration';

const RECEIVED = { received: true };

/** True for a body that can be an event: Kloutit is not asked about anything else. */
function looksLikeEvent(body: Buffer | undefined): body is Buffer {
	return body !== undefined && /^\s*\{/.test(body.subarray(0, 1024).toString('latin1'));
}

/** True if the address contains the subscription's key; also if there is no key, because the address was pasted by hand. */
function hasKey(context: IWebhookFunctions): boolean {
	const { key } = context.getWorkflowStaticData('node') as Registration;
	if (!key) return true;
	const given = (context.getQueryData() as IDataObject)[KEY];
	return typeof given === 'string' && equalInConstantTime(given, key);
}

/**
 * Asks Kloutit whether it sent these bytes.
 * @throws Refusal 401 if it did not; 503 if it could not be asked, rejected our own key, or did not respond in time
 */
async function verify(context: IWebhookFunctions, body: Buffer): Promise<void> {
	// seconds: the trigger itself must respond to Kloutit within 10. Contract: 6
	const settings = requestSettings({ maxRetryWait: 0, timeout: 7 });
	try {
		const client = await Client.open(context, kloutit, settings);
		const sent = new Bytes(body, 'application/json');
		await client.sender('write')({ method: 'POST', path: '/case/verify-event', body: sent, expect: 'anything' });
	} catch (error) {
		const status = error instanceof ServiceError ? (error.failure.status ?? 0) : 0;
		const isAnswer = status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);
		if (isAnswer) throw new Refusal(401, problems.kloutitEventNotVerified().message);
		throw new Refusal(503, problems.kloutitNotVerifiable().message, detailOf(error));
	}
}

/** The event in a body; undefined if it has none. Contract: 6 */
function readEvent(body: Buffer): JsonRecord | undefined {
	const { body: parsed } = parseBody(body.toString('utf8'));
	if (!isRecord(parsed)) return undefined;
	return textOrNull(parsed.eventType) && textOrNull(parsed.expedientNumber) ? parsed : undefined;
}

export class KloutitTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kloutit Trigger',
		name: 'kloutitTrigger',
		icon: { light: 'file:icons/kloutit.svg', dark: 'file:icons/kloutit.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ").replace(/CASE_/g, "").replace(/_/g, " ").toLowerCase() }}',
		description: 'Starts the workflow when Kloutit opens a case, has written a defense, or reports a win',
		defaults: { name: 'Kloutit Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kloutitApi', required: true }],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'kloutit', responseMode: 'onReceived', responseData: '' }],
		eventTriggerDescription: 'Waiting for an event from Kloutit',
		activationMessage: 'Kloutit now sends its events to this workflow.',
		triggerPanel: {
			header: '',
			executionsHelp: {
				inactive: problems.kloutitPanelInactive().message,
				active: problems.kloutitPanelActive().message,
			},
			activationHint: problems.kloutitActivationHint().message,
		},
		properties: [
			{ displayName: problems.kloutitTriggerSetup().message, name: 'setupNotice', type: 'notice', default: '' },
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				options: eventTypeOptions,
				default: ['CASE_CREATED', 'CASE_WON', 'CASE_DEFENSE_GENERATED'],
				required: true,
			},
			...triggerOutputFields,
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await (await TriggerRegistration.open(this)).exists();
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await (await TriggerRegistration.open(this)).create();
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await (await TriggerRegistration.open(this)).delete();
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, async () => {
			const called = clock.now();
			if (!hasKey(this)) throw new Refusal(401, problems.kloutitKeyWrong().message);
			const body = await rawBody(this);
			if (!looksLikeEvent(body)) throw new Refusal(401, problems.kloutitEventNotVerified().message);
			await verify(this, body);

			const event = readEvent(body);
			if (!event) throw new Refusal(400, problems.kloutitEventInvalid().message);
			const type = String(event.eventType);
			const isKnown = eventTypeOptions.some(({ value }) => value === type);
			if (isKnown && !(this.getNodeParameter('events') as string[]).includes(type))
				return { webhookResponse: RECEIVED };
			const deliveryId = `${type}:${textOrNull(event.expedientNumber)}:${hashOf(body)}`;
			const delivery = { deliveryId, receivedAt: new Date(clock.now()).toISOString() };
			const item = deliveredItem(this, event, delivery, () => caseEvent(event));
			// even after the longest verification, the reply leaves within 8.5 of the 10 seconds
			answerInTime(this.getResponseObject(), RECEIVED, timeLeft(called));
			return { workflowData: [this.helpers.returnJsonArray([item])], webhookResponse: RECEIVED };
		});
	}
}
