import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	ITriggerResponse,
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
import { deliveredItem, detailOf, hashOf, rawBody, receive, refuse } from '../common/trigger/delivery';
import { whilePublishing } from '../common/trigger/publishing';
import { selectedAtDelivery } from '../common/trigger/selection';
import { whenStoring } from '../common/trigger/storing';
import { isRecord, type JsonRecord, textOrNull } from '../common/values/json';
import { caseEvent, EVENTS_LABEL, eventTypeOptions } from './events';
import { problems } from './problems';
import { kloutit } from './service';
import { BY_HAND, hasArrivedElsewhere, knownKey } from './trigger/addressKey';
import { TriggerRegistration } from './trigger/registration';
import { NOT_VERIFIED, readVerdict, type Verdict } from './verdict';

const RECEIVED = { received: true };

/** True for a body that can be an event: Kloutit is not asked about anything else. */
function looksLikeEvent(body: Buffer | undefined): body is Buffer {
	return body !== undefined && /^\s*\{/.test(body.subarray(0, 1024).toString('latin1'));
}

/**
 * Asks Kloutit whether it sent these bytes.
 * @throws Refusal 401 if it did not; 503 if it could not be asked, rejected our own key, or did not respond in time
 */
async function verify(context: IWebhookFunctions, body: Buffer): Promise<void> {
	// seconds: the trigger itself must respond to Kloutit within 10. Contract: 6
	const settings = requestSettings({ maxRetryWait: 0, timeout: 7 });
	let verdict: Verdict = 'unclear';
	let detail = '';
	try {
		const client = await Client.open(context, kloutit, settings);
		const sent = new Bytes(body, 'application/json');
		const request = { method: 'POST', path: '/case/verify-event', body: sent } as const;
		verdict = readVerdict(await client.sender('write')({ ...request, expect: 'anything', accept: NOT_VERIFIED }));
	} catch (error) {
		const status = error instanceof ServiceError ? error.failure.status : undefined;
		const isKeyRejected = status === 401 || status === 403;
		detail = isKeyRejected ? problems.kloutitKeyRejected((error as Error).message).message : detailOf(error);
	}
	if (verdict === 'rejected') refuse(401, problems.kloutitEventNotVerified());
	if (verdict === 'unclear') refuse(503, problems.kloutitNotVerifiable(), detail);
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
		subtitle: '={{ [$parameter["events"]].flat().join(", ").replace(/CASE_/g, "").replace(/_/g, " ").toLowerCase() }}',
		description: 'Starts the workflow when Kloutit opens a case, has written a defense, or reports a win',
		defaults: { name: 'Kloutit Trigger' },
		builderHint: {
			searchHint:
				'Starts when Kloutit opens a case, has written a defense, or reports a win. It registers itself when the workflow is published. The same event can arrive twice: compare deliveryId with Remove Duplicates.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kloutitApi', required: true }],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'kloutit', responseMode: 'onReceived', responseData: '' }],
		eventTriggerDescription: 'Waiting for an event from Kloutit',
		activationMessage: 'Events from Kloutit now start this workflow.',
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
				displayName: EVENTS_LABEL,
				name: 'events',
				type: 'multiOptions',
				options: eventTypeOptions,
				default: ['CASE_CREATED', 'CASE_WON', 'CASE_DEFENSE_GENERATED'],
				required: true,
			},
			{
				displayName: 'Register By Hand',
				name: BY_HAND,
				type: 'boolean',
				default: false,
				description:
					'Whether you paste the Production URL (under Webhook URLs) into the Kloutit dashboard yourself, under My organization > Developers > Webhook. Required only if publishing fails because your API is older than 2.2.',
			},
			...triggerOutputFields,
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await whilePublishing(this, async () => await (await TriggerRegistration.open(this)).exists());
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await whilePublishing(this, async () => await (await TriggerRegistration.open(this)).create());
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await whilePublishing(this, async () => await (await TriggerRegistration.open(this)).delete());
			},
		},
	};

	/**
	 * Nothing runs here. n8n asks the webhook methods of a trigger when it starts only if the trigger also has this function:
	 * otherwise an address that changed while n8n was down would never be registered.
	 */
	async trigger(): Promise<ITriggerResponse> {
		return await Promise.resolve({});
	}

	/** Passes the events on. Without it, n8n would call `trigger` in a test run, and wait for an event from there. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await Promise.resolve([this.getInputData()]);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, async () => {
			const called = clock.now();
			const key = await knownKey(this);
			if (key === undefined) refuse(401, problems.kloutitKeyWrong());
			const body = await rawBody(this);
			if (!looksLikeEvent(body)) refuse(401, problems.kloutitEventNotVerified());
			await verify(this, body);

			const event = readEvent(body);
			if (!event) refuse(400, problems.kloutitEventInvalid());
			const type = String(event.eventType);
			const isKnown = eventTypeOptions.some(({ value }) => value === type);
			const isSelected = () => selectedAtDelivery(this, 'events', EVENTS_LABEL, eventTypeOptions).includes(type);
			if (isKnown && !isSelected()) return { webhookResponse: RECEIVED };
			const deliveryId = `${type}:${textOrNull(event.expedientNumber)}:${hashOf(body)}`;
			if (hasArrivedElsewhere(this, deliveryId, key)) return { webhookResponse: RECEIVED };
			const delivery = { deliveryId, receivedAt: new Date(clock.now()).toISOString() };
			const items = this.helpers.returnJsonArray([deliveredItem(this, event, delivery, () => caseEvent(event))]);
			// even after the longest verification, the reply leaves within 8.5 of the 10 seconds
			answerInTime(this.getResponseObject(), RECEIVED, timeLeft(called), whenStoring(items));
			return { workflowData: [items], webhookResponse: RECEIVED };
		});
	}
}
