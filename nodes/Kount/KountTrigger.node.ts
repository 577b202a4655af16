import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	IDisplayOptions,
	IHookFunctions,
	INodeCredentialTestResult,
	INodeProperties,
	INodePropertyOptions,
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
import { refusePublication, whilePublishing } from '../common/trigger/publishing';
import { selectedAtDelivery, selectedValues } from '../common/trigger/selection';
import { whenStoring } from '../common/trigger/storing';
import { isRecord, type JsonRecord, textOrNull } from '../common/values/json';
import { notice } from './actions/fields';
import { alertDeliveryId, alertEvent, alertsOf, signedEvent } from './events';
import { problems } from './problems';
import { alertEventOptions, isChosen, signedEventOptions, valuesOf } from './trigger/eventTypes';
import { isRecent, isSignedBy, looksSigned, readPublicKey } from './trigger/signature';
import { carriesSecret, headerProblem, mayCarrySecret, readWebhookHeader } from './trigger/webhookHeader';

const CREDENTIAL = 'kountWebhookApi';
/** What verifies an alert: the credential's fields, each with its label. */
const WEBHOOK_FIELDS = { headerName: 'Header Name', secret: 'Secret' };
const TRIGGER_ON = 'Trigger On';
const SOURCE = { alerts: 'alerts', signed: 'signed' };
const RECEIVED = { received: true };
const TOLERANCE = 300;
const KEYS = { publicKey: 'Public Key', secondPublicKey: 'Second Public Key' };

const forAlerts = { show: { source: [SOURCE.alerts] } };
const forSigned = { show: { source: [SOURCE.signed] } };

/**
 * Starts the workflow with the chosen events, and replies. If none is chosen, it only replies.
 * @param called when n8n called the trigger (milliseconds since 1970)
 */
function start(
	context: IWebhookFunctions,
	called: number,
	events: Array<{ event: JsonRecord; deliveryId: string }>,
	simplify: (event: JsonRecord, receivedAt: string) => IDataObject,
): IWebhookResponseData {
	if (events.length === 0) return { webhookResponse: RECEIVED };
	const receivedAt = new Date(clock.now()).toISOString();
	const delivered = events.map(({ event, deliveryId }) =>
		deliveredItem(context, event, { deliveryId, receivedAt }, () => simplify(event, receivedAt)),
	);
	const items = context.helpers.returnJsonArray(delivered);
	answerInTime(context.getResponseObject(), RECEIVED, timeLeft(called), whenStoring(items));
	return { workflowData: [items], webhookResponse: RECEIVED };
}

/** Checks that the delivery carries the secret header, before the body is read. @throws Refusal */
async function verifyHeader(context: IWebhookFunctions): Promise<void> {
	const missing = problems.webhookHeaderMissing();
	const headers = context.getHeaderData() as IDataObject;
	if (!mayCarrySecret(headers)) refuse(401, missing);
	const credential = await readCredential(context, CREDENTIAL, WEBHOOK_FIELDS);
	const expected = readWebhookHeader(credential);
	if (!expected) refuse(401, missing, headerProblem(credential)?.message);
	if (!carriesSecret(headers, expected)) refuse(401, missing);
}

/** Chargeback alerts: a static header verifies the sender. Contract: 3.1 */
async function receiveAlerts(context: IWebhookFunctions, called: number): Promise<IWebhookResponseData> {
	await verifyHeader(context);
	const body = await rawBody(context);
	const alerts = body && alertsOf(parseBody(body.toString('utf8')).body);
	if (!body || !alerts) refuse(400, problems.kountEventInvalid());
	const chosen = selectedAtDelivery(context, 'alertEvents', TRIGGER_ON, alertEventOptions);
	const hash = hashOf(body);
	const events = alerts
		.map((event, index) => ({ event, deliveryId: alertDeliveryId(event, hash, index) }))
		.filter(({ event }) => isChosen(String(event.eventType), chosen, alertEventOptions));
	return start(context, called, events, alertEvent);
}

const keyText = (context: IWebhookFunctions | IHookFunctions, name: string): string =>
	String(context.getNodeParameter(name, '') ?? '').trim();

/** Kount 360 events: a signature over timestamp and body verifies the sender. Contract: 3.2 */
async function receiveSigned(context: IWebhookFunctions, called: number): Promise<IWebhookResponseData> {
	const notSigned = problems.kountSignatureInvalid();
	const signature = header(context, 'x-event-signature');
	const timestamp = header(context, 'x-event-timestamp');
	if (signature === undefined || timestamp === undefined || !looksSigned(signature, timestamp)) refuse(401, notSigned);
	const body = await rawBody(context);
	const keys = Object.keys(KEYS).flatMap((name) => readPublicKey(keyText(context, name)) ?? []);
	if (keys.length === 0) refuse(401, notSigned, problems.publicKeyInvalid(KEYS.publicKey).message);
	if (!body || !isSignedBy(keys, timestamp, body, signature)) refuse(401, notSigned);
	const tolerance = Number(context.getNodeParameter('tolerance', TOLERANCE));
	if (!isRecent(timestamp, Number.isFinite(tolerance) && tolerance >= 0 ? tolerance : TOLERANCE, clock.now()))
		refuse(401, problems.kountTimestampStale());
	const { body: parsed } = parseBody(body.toString('utf8'));
	const type = isRecord(parsed) ? textOrNull(parsed.eventType) : null;
	if (!isRecord(parsed) || type === null) refuse(400, problems.kountEventInvalid());
	const chosen = selectedAtDelivery(context, 'signedEvents', TRIGGER_ON, signedEventOptions);
	const events = [{ event: parsed, deliveryId: textOrNull(parsed.id) ?? hashOf(body) }];
	return start(context, called, isChosen(type, chosen, signedEventOptions) ? events : [], signedEvent);
}

/** A trigger whose secret or key cannot be read would refuse every event, so it cannot be published. @throws InputError */
async function requireKeys(context: IHookFunctions): Promise<void> {
	if (context.getNodeParameter('source') !== SOURCE.signed) {
		// one that cannot be read at the moment gets 503 for its requests: see requireSecrets
		const credential = await context.getCredentials(CREDENTIAL).catch(() => undefined);
		const isRead = Object.keys(WEBHOOK_FIELDS).every((field) => typeof credential?.[field] === 'string');
		const problem = credential && isRead ? headerProblem(credential) : undefined;
		if (problem) refusePublication(problem);
		return;
	}
	for (const [name, displayName] of Object.entries(KEYS)) {
		const text = keyText(context, name);
		if ((text === '' && name === 'secondPublicKey') || readPublicKey(text)) continue;
		refusePublication(problems.publicKeyInvalid(displayName));
	}
}

function triggerOn(name: string, options: INodePropertyOptions[], displayOptions: IDisplayOptions): INodeProperties {
	return {
		displayName: TRIGGER_ON,
		name,
		type: 'multiOptions',
		displayOptions,
		options,
		default: [...valuesOf(options)],
		required: true,
		description: 'The events that start the workflow. All others are received, but start nothing.',
	};
}

const properties: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Chargeback Alerts',
				value: SOURCE.alerts,
				description: "Ethoca and Verifi alerts, from Kount's chargeback portal",
			},
			{
				name: 'Kount 360 Events',
				value: SOURCE.signed,
				description: 'News of orders, such as a decline, from the Kount 360 portal',
			},
		],
		default: 'alerts',
		description:
			"Which of Kount's two systems sends the events. Each has its own portal and setup, described below. For both, use two triggers.",
	},
	notice('alertSetupNotice', problems.alertWebhookSetup(), forAlerts),
	notice('signedSetupNotice', problems.signedWebhookSetup(), forSigned),
	triggerOn('alertEvents', alertEventOptions, forAlerts),
	triggerOn('signedEvents', signedEventOptions, forSigned),
	{
		displayName: 'Public Key',
		name: 'publicKey',
		type: 'string',
		typeOptions: { rows: 4 },
		displayOptions: forSigned,
		required: true,
		default: '',
		placeholder: 'e.g. MIICIjANBgkqhkiG9w0B…',
		description:
			'The public key that the Kount 360 portal shows under Admin, Product Configuration, Webhooks. Paste all of it. It is not a secret.',
	},
	{
		displayName: 'Second Public Key',
		name: 'secondPublicKey',
		type: 'string',
		typeOptions: { rows: 4 },
		displayOptions: forSigned,
		default: '',
		description:
			"Kount's keys expire. Enter the next one here before Kount changes to it: events signed with either key are accepted.",
	},
	{
		displayName: 'Timestamp Tolerance',
		name: 'tolerance',
		type: 'number',
		typeOptions: { minValue: 0 },
		displayOptions: forSigned,
		default: 300,
		description:
			"How many seconds an event's timestamp may differ from the clock of your n8n server. 0 accepts any. Raise this if events that Kount sends again are rejected: they may still carry their first timestamp.",
	},
	{ displayName: problems.kountRepeatsEvents().message, name: 'repeatedNotice', type: 'notice', default: '' },
	...triggerOutputFields,
];

export class KountTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kount Trigger',
		name: 'kountTrigger',
		icon: { light: 'file:icons/kount.svg', dark: 'file:icons/kount.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["source"] === "signed" ? "Kount 360 events" : "chargeback alerts" }}',
		description: 'Starts when Kount sends an Ethoca or Verifi chargeback alert, or a Kount 360 event',
		defaults: { name: 'Kount Trigger' },
		builderHint: {
			searchHint:
				'Starts for Ethoca and Verifi alerts, or for Kount 360 events, as Source says. It answers Kount itself: send the outcome with Alert: Respond. The same event can arrive twice: compare deliveryId with Remove Duplicates.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'kountWebhookApi', required: true, testedBy: 'webhookHeaderTest', displayOptions: forAlerts },
		],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'kount', responseMode: 'onReceived', responseData: '' }],
		eventTriggerDescription: 'Waiting for an event at the test URL',
		activationMessage: 'Events sent to the production URL now start this workflow.',
		triggerPanel: {
			header: '',
			executionsHelp: { inactive: problems.kountPanelInactive().message, active: problems.kountPanelActive().message },
			activationHint: problems.kountActivation().message,
		},
		properties,
	};

	methods = {
		credentialTest: {
			/** Checks the form only: there is no call to make with this header. */
			async webhookHeaderTest(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const problem = headerProblem((credential.data ?? {}) as IDataObject);
				const { message } = problem ?? problems.webhookHeaderValid();
				return await Promise.resolve({ status: problem ? 'Error' : 'OK', message });
			},
		},
	};

	/** The user pastes the address into the Kount portal: there is no call to register it. Contract: 3.1, 3.2 */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await whilePublishing(this, async () => {
					await requireKeys(this);
					const isSigned = this.getNodeParameter('source') === SOURCE.signed;
					if (isSigned) selectedValues(this.getNodeParameter('signedEvents'), TRIGGER_ON, signedEventOptions);
					else selectedValues(this.getNodeParameter('alertEvents'), TRIGGER_ON, alertEventOptions);
					return true;
				});
			},
			create: async (): Promise<boolean> => await Promise.resolve(true),
			delete: async (): Promise<boolean> => await Promise.resolve(true),
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const called = clock.now();
		const isSigned = this.getNodeParameter('source') === SOURCE.signed;
		return await receive(this, async () => await (isSigned ? receiveSigned : receiveAlerts)(this, called));
	}
}
