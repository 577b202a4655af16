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
import { messages } from './problems';
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

/** Starts the workflow with the chosen events, and answers; where none is chosen, it only answers. */
function start(context: IWebhookFunctions, events: Received[]): IWebhookResponseData {
	if (events.length === 0) return { webhookResponse: RECEIVED };
	const receivedAt = new Date(clock.now()).toISOString();
	const items = events.map(({ event, deliveryId, simplified }) =>
		deliveredItem(context, event, { deliveryId, receivedAt }, () => simplified(receivedAt)),
	);
	return { workflowData: [context.helpers.returnJsonArray(items)], webhookResponse: RECEIVED };
}

/** True where the delivery carries the secret header. Nothing of the body is looked at before. */
async function carriesHeader(context: IWebhookFunctions): Promise<boolean> {
	const headers = context.getHeaderData() as IDataObject;
	if (!mayCarrySecret(headers)) return false;
	const credential = await context.getCredentials('kountWebhookApi').catch(() => undefined);
	const expected = credential && readWebhookHeader(credential);
	return expected !== undefined && carriesSecret(headers, expected);
}

/** Chargeback alerts: a static header proves the sender. Contract: 3.1 */
async function receiveAlerts(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	if (!(await carriesHeader(context))) return refuse(context, 401, messages.headerMissing);
	const body = await rawBody(context);
	const alerts = body && alertsOf(parseBody(body.toString('utf8')).body);
	if (!body || !alerts) return refuse(context, 400, messages.notAnEvent);
	const chosen = context.getNodeParameter('alertEvents') as string[];
	const hash = hashOf(body);
	return start(
		context,
		alerts
			.map((alert, place) => ({
				event: alert,
				deliveryId: alertDeliveryId(alert, hash, place),
				simplified: (receivedAt: string) => alertEvent(alert, receivedAt),
			}))
			.filter(({ event }) => isChosen(String(event.eventType), chosen, alertEventOptions)),
	);
}

const keyText = (context: IWebhookFunctions | IHookFunctions, name: string): string =>
	String(context.getNodeParameter(name, '') ?? '').trim();

/** Events of Kount 360: a signature over timestamp and body proves the sender. Contract: 3.2 */
async function receiveSigned(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const signature = header(context, 'x-event-signature');
	const timestamp = header(context, 'x-event-timestamp');
	if (signature === undefined || timestamp === undefined || !looksSigned(signature, timestamp))
		return refuse(context, 401, messages.notSigned);
	const body = await rawBody(context);
	const keys = ['publicKey', 'secondPublicKey'].flatMap((name) => readPublicKey(keyText(context, name)) ?? []);
	if (!body || !isSignedBy(keys, timestamp, body, signature)) return refuse(context, 401, messages.notSigned);
	const tolerance = Number(context.getNodeParameter('tolerance', TOLERANCE));
	if (!isRecent(timestamp, Number.isFinite(tolerance) && tolerance >= 0 ? tolerance : TOLERANCE, clock.now())) {
		return refuse(context, 401, messages.staleTimestamp);
	}

	const { body: parsed } = parseBody(body.toString('utf8'));
	const type = isRecord(parsed) ? textOrNull(parsed.eventType) : null;
	if (!isRecord(parsed) || type === null) return refuse(context, 400, messages.notAnEvent);
	if (!isChosen(type, context.getNodeParameter('signedEvents') as string[], signedEventOptions))
		return start(context, []);
	return start(context, [
		{ event: parsed, deliveryId: textOrNull(parsed.id) ?? hashOf(body), simplified: () => signedEvent(parsed) },
	]);
}

/** A trigger with a key that cannot be read would refuse every event without a word: it cannot be published. @throws NodeOperationError */
function demandKeys(context: IHookFunctions): void {
	if (context.getNodeParameter('source') !== SOURCE.signed) return;
	const fields = [
		['publicKey', 'Public Key'],
		['secondPublicKey', 'Second Public Key'],
	];
	for (const [name, displayName] of fields) {
		const text = keyText(context, name);
		if ((text === '' && name === 'secondPublicKey') || readPublicKey(text)) continue;
		throw new NodeOperationError(context.getNode(), messages.keyUnreadable(displayName), {
			description: messages.keyAdvice,
		});
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
		description: 'Start when Kount sends a chargeback alert of Ethoca or Verifi, or an event of Kount 360',
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
			executionsHelp: { inactive: messages.panelInactive, active: messages.panelActive },
			activationHint: messages.panelActivation,
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
						description: 'Alerts of Ethoca and Verifi, from Chargeback Management',
					},
					{
						name: 'Kount 360 Events',
						value: SOURCE.signed,
						description: 'Signed events of orders, from the Kount 360 portal',
					},
				],
				default: 'alerts',
				description:
					'Which of the two webhooks of Kount calls this trigger: they are set up in different places and prove themselves in different ways',
			},
			{
				displayName: messages.alertSetup,
				name: 'alertSetupNotice',
				type: 'notice',
				displayOptions: { show: { source: [SOURCE.alerts] } },
				default: '',
			},
			{
				displayName: messages.signedSetup,
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
				description: 'The events that start the workflow. Others are confirmed to Kount and start nothing.',
			},
			{
				displayName: 'Trigger On',
				name: 'signedEvents',
				type: 'multiOptions',
				displayOptions: { show: { source: [SOURCE.signed] } },
				options: signedEventOptions,
				default: ['MFA.StatusUpdate', 'Order.NotesAdd', 'Order.StatusChange', 'other'],
				required: true,
				description: 'The events that start the workflow. Others are confirmed to Kount and start nothing.',
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
				description: 'The key shown in the Kount 360 portal for webhooks: base64 text, or PEM. It is no secret.',
			},
			{
				displayName: 'Second Public Key',
				name: 'secondPublicKey',
				type: 'string',
				typeOptions: { rows: 4 },
				displayOptions: { show: { source: [SOURCE.signed] } },
				default: '',
				description:
					"Only while Kount changes its key: events signed with either are accepted. Kount's keys have an end date.",
			},
			{
				displayName: 'Timestamp Tolerance',
				name: 'tolerance',
				type: 'number',
				typeOptions: { minValue: 0 },
				displayOptions: { show: { source: [SOURCE.signed] } },
				default: 300,
				description:
					'How many seconds the signed timestamp may be away from the clock of this server; 0 switches the check off. It is unknown whether Kount signs an event anew when it sends it again minutes later: raise this if repeated events are refused.',
			},
			{
				displayName: messages.repeatedNotice,
				name: 'repeatedNotice',
				type: 'notice',
				default: '',
			},
			...triggerOutputFields,
		],
	};

	methods = {
		credentialTest: {
			/** Looks at the form only: there is no call to make with this header. */
			async webhookHeaderTest(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const problem = headerProblem((credential.data ?? {}) as IDataObject);
				return await Promise.resolve(
					problem === undefined
						? { status: 'OK', message: messages.secretGood }
						: { status: 'Error', message: problem },
				);
			},
		},
	};

	/** The address is pasted into the portal of Kount by hand: there is no call to register it. Contract: 3.1, 3.2 */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				demandKeys(this);
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
