import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	IHookFunctions,
	INodeCredentialTestResult,
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
import { alertDeliveryId, alertEvent, alertsOf, signedEvent } from './events';
import { problems } from './problems';
import { alertEventOptions, isChosen, signedEventOptions } from './trigger/eventTypes';
import { isRecent, isSignedBy, looksSigned, readPublicKey } from './trigger/signature';
import { carriesSecret, headerProblem, mayCarrySecret, readWebhookHeader } from './trigger/webhookHeader';

const SOURCE = { alerts: 'alerts', signed: 'signed' };
const RECEIVED = { received: true };
const TOLERANCE = 300;

/** An event of a delivery, and its id. */
interface Received {
	event: JsonRecord;
	deliveryId: string;
	simplified: (receivedAt: string) => IDataObject;
}

/** Starts the workflow with the chosen events, and replies. If none is chosen, it only replies. */
function start(context: IWebhookFunctions, events: Received[]): IWebhookResponseData {
	if (events.length === 0) return { webhookResponse: RECEIVED };
	const receivedAt = new Date(clock.now()).toISOString();
	const items = events.map(({ event, deliveryId, simplified }) =>
		deliveredItem(context, event, { deliveryId, receivedAt }, () => simplified(receivedAt)),
	);
	return { workflowData: [context.helpers.returnJsonArray(items)], webhookResponse: RECEIVED };
}

/** True if the delivery carries the secret header. The body is not read before. */
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
	return start(
		context,
		alerts
			.map((alert, index) => ({
				event: alert,
				deliveryId: alertDeliveryId(alert, hash, index),
				simplified: (receivedAt: string) => alertEvent(alert, receivedAt),
			}))
			.filter(({ event }) => isChosen(String(event.eventType), chosen, alertEventOptions)),
	);
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
	const keys = ['publicKey', 'secondPublicKey'].flatMap((name) => readPublicKey(keyText(context, name)) ?? []);
	if (!body || !isSignedBy(keys, timestamp, body, signature))
		return refuse(context, 401, problems.kountSignatureInvalid().message);
	const tolerance = Number(context.getNodeParameter('tolerance', TOLERANCE));
	if (!isRecent(timestamp, Number.isFinite(tolerance) && tolerance >= 0 ? tolerance : TOLERANCE, clock.now())) {
		return refuse(context, 401, problems.kountTimestampStale().message);
	}

	const { body: parsed } = parseBody(body.toString('utf8'));
	const type = isRecord(parsed) ? textOrNull(parsed.eventType) : null;
	if (!isRecord(parsed) || type === null) return refuse(context, 400, problems.kountEventInvalid().message);
	if (!isChosen(type, context.getNodeParameter('signedEvents') as string[], signedEventOptions))
		return start(context, []);
	return start(context, [
		{ event: parsed, deliveryId: textOrNull(parsed.id) ?? hashOf(body), simplified: () => signedEvent(parsed) },
	]);
}

/** A trigger whose key cannot be read would refuse every event without telling the user, so it cannot be published. @throws NodeOperationError */
function requireKeys(context: IHookFunctions): void {
	if (context.getNodeParameter('source') !== SOURCE.signed) return;
	const fields = [
		['publicKey', 'Public Key'],
		['secondPublicKey', 'Second Public Key'],
	];
	for (const [name, displayName] of fields) {
		const text = keyText(context, name);
		if ((text === '' && name === 'secondPublicKey') || readPublicKey(text)) continue;
		const { message, advice } = problems.publicKeyInvalid(displayName);
		throw new NodeOperationError(context.getNode(), message, { description: advice });
	}
}

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
			{
				name: 'kountWebhookApi',
				required: true,
				testedBy: 'webhookHeaderTest',
				displayOptions: { show: { source: [SOURCE.alerts] } },
			},
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'kount',
				responseMode: 'onReceived',
				responseData: '',
			},
		],
		eventTriggerDescription: 'Waiting for an event at the test URL',
		activationMessage: 'Events sent to the production URL now start this workflow.',
		triggerPanel: {
			header: '',
			executionsHelp: { inactive: problems.kountPanelInactive().message, active: problems.kountPanelActive().message },
			activationHint: problems.kountActivation().message,
		},
		properties: [
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
					{
						name: 'Kount 360 Events',
						value: SOURCE.signed,
						description: 'Signed order events, from the Kount 360 portal',
					},
				],
				default: 'alerts',
				description:
					"Which of Kount's two webhooks calls this trigger. They are set up in different places and verified in different ways.",
			},
			{
				displayName: problems.alertWebhookSetup().message,
				name: 'alertSetupNotice',
				type: 'notice',
				displayOptions: { show: { source: [SOURCE.alerts] } },
				default: '',
			},
			{
				displayName: problems.signedWebhookSetup().message,
				name: 'signedSetupNotice',
				type: 'notice',
				displayOptions: { show: { source: [SOURCE.signed] } },
				default: '',
			},
			{
				displayName: 'Trigger On',
				name: 'alertEvents',
				type: 'multiOptions',
				displayOptions: { show: { source: [SOURCE.alerts] } },
				options: alertEventOptions,
				default: [
					'CANCEL',
					'DISPUTE',
					'DISPUTE_NOTICE',
					'ETHOCA_DISPUTE',
					'ETHOCA_FRAUD',
					'FRAUD_NOTICE',
					'ORDER_INQUIRY',
					'other',
					'RDR',
				],
				required: true,
				description: 'The events that start the workflow. All others are confirmed to Kount and start nothing.',
			},
			{
				displayName: 'Trigger On',
				name: 'signedEvents',
				type: 'multiOptions',
				displayOptions: { show: { source: [SOURCE.signed] } },
				options: signedEventOptions,
				default: ['MFA.StatusUpdate', 'Order.NotesAdd', 'Order.StatusChange', 'other'],
				required: true,
				description: 'The events that start the workflow. All others are confirmed to Kount and start nothing.',
			},
			{
				displayName: 'Public Key',
				name: 'publicKey',
				type: 'string',
				typeOptions: { rows: 4 },
				displayOptions: { show: { source: [SOURCE.signed] } },
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
				displayOptions: { show: { source: [SOURCE.signed] } },
				default: '',
				description:
					"Only needed while Kount changes its key: events signed with either key are accepted. Kount's keys expire.",
			},
			{
				displayName: 'Timestamp Tolerance',
				name: 'tolerance',
				type: 'number',
				typeOptions: { minValue: 0 },
				displayOptions: { show: { source: [SOURCE.signed] } },
				default: 300,
				description:
					"How many seconds the signed timestamp may differ from this server's clock. 0 turns the check off. Raise this if Kount's retries are rejected: a retry may carry the original timestamp.",
			},
			{
				displayName: problems.kountRepeatsEvents().message,
				name: 'repeatedNotice',
				type: 'notice',
				default: '',
			},
			...triggerOutputFields,
		],
	};

	methods = {
		credentialTest: {
			/** Checks the form only: there is no call to make with this header. */
			async webhookHeaderTest(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const problem = headerProblem((credential.data ?? {}) as IDataObject);
				return await Promise.resolve(
					problem === undefined
						? { status: 'OK', message: problems.webhookHeaderValid().message }
						: { status: 'Error', message: problem.message },
				);
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
