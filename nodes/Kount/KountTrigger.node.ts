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
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

import { clock } from '../common/clock';
import { triggerOutputFields } from '../common/fields/properties';
import { parseBody } from '../common/http/response';
import { deliveredItem, hashOf, header, rawBody, refuse } from '../common/trigger/delivery';
import { isRecord, type JsonRecord, textOrNull } from '../common/values/json';
import { notice } from './actions/fields';
import { alertDeliveryId, alertEvent, alertsOf, signedEvent } from './events';
import { problems } from './problems';
import { alertEventOptions, isChosen, signedEventOptions, valuesOf } from './trigger/eventTypes';
import { isRecent, isSignedBy, looksSigned, readPublicKey } from './trigger/signature';
import { carriesSecret, headerProblem, mayCarrySecret, readWebhookHeader } from './trigger/webhookHeader';

const SOURCE = { alerts: 'alerts', signed: 'signed' };
const RECEIVED = { received: true };
const TOLERANCE = 300;
const KEYS = { publicKey: 'Public Key', secondPublicKey: 'Second Public Key' };

const forAlerts = { show: { source: [SOURCE.alerts] } };
const forSigned = { show: { source: [SOURCE.signed] } };

/** Starts the workflow with the chosen events, and replies. If none is chosen, it only replies. */
function start(
	context: IWebhookFunctions,
	events: Array<{ event: JsonRecord; deliveryId: string }>,
	simplify: (event: JsonRecord, receivedAt: string) => IDataObject,
): IWebhookResponseData {
	if (events.length === 0) return { webhookResponse: RECEIVED };
	const receivedAt = new Date(clock.now()).toISOString();
	const items = events.map(({ event, deliveryId }) =>
		deliveredItem(context, event, { deliveryId, receivedAt }, () => simplify(event, receivedAt)),
	);
	return { workflowData: [context.helpers.returnJsonArray(items)], webhookResponse: RECEIVED };
}

/** True if the delivery carries the secret header. Checked before the body is read. */
async function carriesHeader(context: IWebhookFunctions): Promise<boolean> {
	const headers = context.getHeaderData() as IDataObject;
	if (!mayCarrySecret(headers)) return false;
	const credential = await context.getCredentials('kountWebhookApi').catch(() => undefined);
	const expected = credential && readWebhookHeader(credential);
	return expected !== undefined && carriesSecret(headers, expected);
}

/** Chargeback alerts: a static header verifies the sender. Contract: 3.1 */
async function receiveAlerts(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	if (!(await carriesHeader(context))) return refuse(context, 401, problems.webhookHeaderMissing().message);
	const body = await rawBody(context);
	const alerts = body && alertsOf(parseBody(body.toString('utf8')).body);
	if (!body || !alerts) return refuse(context, 400, problems.kountEventInvalid().message);
	const chosen = context.getNodeParameter('alertEvents') as string[];
	const hash = hashOf(body);
	const events = alerts
		.map((event, index) => ({ event, deliveryId: alertDeliveryId(event, hash, index) }))
		.filter(({ event }) => isChosen(String(event.eventType), chosen, alertEventOptions));
	return start(context, events, alertEvent);
}

const keyText = (context: IWebhookFunctions | IHookFunctions, name: string): string =>
	String(context.getNodeParameter(name, '') ?? '').trim();

/** Kount 360 events: a signature over timestamp and body verifies the sender. Contract: 3.2 */
async function receiveSigned(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const signature = header(context, 'x-event-signature');
	const timestamp = header(context, 'x-event-timestamp');
	if (signature === undefined || timestamp === undefined || !looksSigned(signature, timestamp))
		return refuse(context, 401, problems.kountSignatureInvalid().message);
	const body = await rawBody(context);
	const keys = Object.keys(KEYS).flatMap((name) => readPublicKey(keyText(context, name)) ?? []);
	if (!body || !isSignedBy(keys, timestamp, body, signature))
		return refuse(context, 401, problems.kountSignatureInvalid().message);
	const tolerance = Number(context.getNodeParameter('tolerance', TOLERANCE));
	if (!isRecent(timestamp, Number.isFinite(tolerance) && tolerance >= 0 ? tolerance : TOLERANCE, clock.now()))
		return refuse(context, 401, problems.kountTimestampStale().message);
	const { body: parsed } = parseBody(body.toString('utf8'));
	const type = isRecord(parsed) ? textOrNull(parsed.eventType) : null;
	if (!isRecord(parsed) || type === null) return refuse(context, 400, problems.kountEventInvalid().message);
	const chosen = context.getNodeParameter('signedEvents') as string[];
	const events = [{ event: parsed, deliveryId: textOrNull(parsed.id) ?? hashOf(body) }];
	return start(context, isChosen(type, chosen, signedEventOptions) ? events : [], signedEvent);
}

/** A trigger whose key cannot be read would silently refuse every event, so it cannot be published. @throws NodeOperationError */
function requireKeys(context: IHookFunctions): void {
	if (context.getNodeParameter('source') !== SOURCE.signed) return;
	for (const [name, displayName] of Object.entries(KEYS)) {
		const text = keyText(context, name);
		if ((text === '' && name === 'secondPublicKey') || readPublicKey(text)) continue;
		const { message, advice } = problems.publicKeyInvalid(displayName);
		throw new NodeOperationError(context.getNode(), message, { description: advice });
	}
}

function triggerOn(name: string, options: INodePropertyOptions[], displayOptions: IDisplayOptions): INodeProperties {
	return {
		displayName: 'Trigger On',
		name,
		type: 'multiOptions',
		displayOptions,
		options,
		default: [...valuesOf(options)],
		required: true,
		description: 'The events that start the workflow. All others are confirmed to Kount and start nothing.',
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
				description: 'Ethoca and Verifi alerts, from Chargeback Management',
			},
			{ name: 'Kount 360 Events', value: SOURCE.signed, description: 'Signed order events, from the Kount 360 portal' },
		],
		default: 'alerts',
		description:
			"Which of Kount's two webhooks calls this trigger. They are set up in different places and verified in different ways.",
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
		description: 'The key that the Kount 360 portal shows for webhooks, as base64 text or PEM. It is not a secret.',
	},
	{
		displayName: 'Second Public Key',
		name: 'secondPublicKey',
		type: 'string',
		typeOptions: { rows: 4 },
		displayOptions: forSigned,
		default: '',
		description:
			"Only needed while Kount changes its key: events signed with either key are accepted. Kount's keys expire.",
	},
	{
		displayName: 'Timestamp Tolerance',
		name: 'tolerance',
		type: 'number',
		typeOptions: { minValue: 0 },
		displayOptions: forSigned,
		default: 300,
		description:
			"How many seconds the signed timestamp may differ from this server's clock. 0 turns the check off. Raise this if Kount's retries are rejected: a retry may carry the original timestamp.",
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
				requireKeys(this);
				return await Promise.resolve(true);
			},
			create: async (): Promise<boolean> => await Promise.resolve(true),
			delete: async (): Promise<boolean> => await Promise.resolve(true),
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return this.getNodeParameter('source') === SOURCE.signed ? await receiveSigned(this) : await receiveAlerts(this);
	}
}
