import type {
	IDataObject,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { clock } from '../../common/clock';
import type { Problem } from '../../common/errors/problem';
import { requestSettings } from '../../common/fields/options';
import { triggerOutputFields } from '../../common/fields/properties';
import { Client } from '../../common/http/client';
import type { Send } from '../../common/operation';
import { flagOf } from '../../common/run/item';
import { deliveredItem } from '../../common/trigger/delivery';
import { poll, testPoll } from '../../common/trigger/polling';
import { selectedValues } from '../../common/trigger/selection';
import { wholeNumber } from '../../common/values/validate';
import { alertTypeOptions } from '../actions/choices';
import { alertEvent, disputeRecordEvent } from '../events';
import { problems } from '../problems';
import { chargebackhit } from '../service';
import { disputeChangeOptions, type Occasion, occasionOptions } from './occasions';
import { newestEvents, type PollSettings, type PollState, type PresentEvent, readNews } from './read';

const TRIGGER_ON = 'Trigger On';
const ALERT_TYPES = 'Alert Types';
const DISPUTE_CHANGES = 'Dispute Changes';
const HOURS_LEFT = 'Hours Left';
const DAYS_BACK = 'Days Back';
const MOST_EVENTS = 'Max Events per Poll';

function notice(name: string, { message }: Problem, show?: Record<string, unknown[]>): INodeProperties {
	return {
		displayName: message,
		name,
		type: 'notice',
		...(show ? { displayOptions: { show: show as Record<string, string[]> } } : {}),
		default: '',
	};
}

/** The settings, checked. @throws InputError naming the field */
function readSettings(context: IPollFunctions): PollSettings {
	const given = (name: string) => context.getNodeParameter(name) as unknown;
	const occasions = selectedValues(given('occasions'), TRIGGER_ON, occasionOptions) as Occasion[];
	const has = (occasion: Occasion) => occasions.includes(occasion);
	return {
		occasions,
		alertTypes: has('newAlert') ? selectedValues(given('alertTypes'), ALERT_TYPES, alertTypeOptions) : [],
		disputeChanges: has('disputeChanged')
			? selectedValues(given('disputeChanges'), DISPUTE_CHANGES, disputeChangeOptions)
			: [],
		hours: has('alertRunningOut') ? wholeNumber(given('hoursLeft'), HOURS_LEFT, 1, 72) : 0,
		daysBack: given('start') === 'daysBack' ? wholeNumber(given('daysBack'), DAYS_BACK, 1, 90) : 0,
		most: wholeNumber(given('maxEvents'), MOST_EVENTS, 1, 1000),
	};
}

async function openSender(context: IPollFunctions): Promise<Send> {
	const client = await Client.open(context, chargebackhit, requestSettings({}));
	return client.sender('read');
}

/** Items with the fields of the webhook trigger, and what the trigger reports them for. */
function presentEvents(context: IPollFunctions): PresentEvent {
	const receivedAt = new Date(clock.now()).toISOString();
	return (kind, record, deliveryId, occasion): IDataObject => {
		const delivery = { deliveryId, receivedAt, occasion };
		const simplified = () => (kind === 'alert' ? alertEvent(record) : disputeRecordEvent(record));
		return deliveredItem(context, record, delivery, simplified);
	};
}

export class ChargebackhitPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Chargebackhit Polling Trigger',
		name: 'chargebackhitPollingTrigger',
		icon: { light: 'file:../icons/chargebackhit.svg', dark: 'file:../icons/chargebackhit.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["occasions"]].flat().join(", ").replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description: 'Ask Chargebackhit regularly for new alerts, alerts close to their deadline, and disputes',
		defaults: { name: 'Chargebackhit Polling Trigger' },
		builderHint: {
			searchHint:
				'Use it only if n8n has no public address: alerts arrive up to one polling interval late, and an inquiry cannot be answered in time. Otherwise use the Chargebackhit Trigger. For alerts close to their deadline, it works beside that trigger.',
		},
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'chargebackhitApi', required: true }],
		properties: [
			notice('pollingNotice', problems.pollingNotice()),
			{
				displayName: TRIGGER_ON,
				name: 'occasions',
				type: 'multiOptions',
				noDataExpression: true,
				options: occasionOptions,
				default: ['newAlert'],
				required: true,
				description: 'What starts the workflow. All events of one poll start it once, with one item for each.',
			},
			{
				displayName: ALERT_TYPES,
				name: 'alertTypes',
				type: 'multiOptions',
				displayOptions: { show: { occasions: ['newAlert'] } },
				options: alertTypeOptions,
				default: ['dispute-notification', 'fraud-notification', 'init-refund', 'inquiry', 'prevented', 'resolved'],
				required: true,
				description: 'The new alerts that start the workflow',
			},
			{
				displayName: HOURS_LEFT,
				name: 'hoursLeft',
				type: 'number',
				displayOptions: { show: { occasions: ['alertRunningOut'] } },
				typeOptions: { minValue: 1, maxValue: 72 },
				default: 6,
				description:
					'How many hours before its deadline the trigger reports an alert that has no final outcome. Each alert is reported once. The deadline is 24 hours for Ethoca and 72 hours for CDRN. Alerts of other products have none.',
			},
			{
				displayName: DISPUTE_CHANGES,
				name: 'disputeChanges',
				type: 'multiOptions',
				displayOptions: { show: { occasions: ['disputeChanged'] } },
				options: disputeChangeOptions,
				default: ['lost', 'needs-response', 'rdr', 'waiting', 'won'],
				required: true,
				description: 'Start the workflow only when a dispute changes to one of these',
			},
			{
				displayName: 'Start',
				name: 'start',
				type: 'options',
				options: [
					{ name: 'Now', value: 'now', description: 'Report only what happens after the first poll' },
					{
						name: 'Some Days Back',
						value: 'daysBack',
						description: 'Also report what happened in the days before the first poll',
					},
				],
				default: 'now',
				description:
					'From when on the trigger reports events. Each later poll continues where the last one ended, also if n8n was off or the workflow was unpublished.',
			},
			{
				displayName: DAYS_BACK,
				name: 'daysBack',
				type: 'number',
				displayOptions: { show: { start: ['daysBack'] } },
				typeOptions: { minValue: 1, maxValue: 90 },
				default: 3,
				description: 'How many days before the first poll to begin',
			},
			{
				displayName: MOST_EVENTS,
				name: 'maxEvents',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 1000 },
				default: 500,
				description: 'Max number of events of one poll. If there are more, the rest comes with the next polls.',
			},
			{
				displayName: 'Repeat After Restart',
				name: 'repeatAfterRestart',
				type: 'boolean',
				default: true,
				description:
					'Whether to report the events of the last poll once more after n8n has restarted. If this is off, and n8n crashes at the moment when it saves these events, they are lost.',
			},
			notice('pollingRepeatNotice', problems.pollingRepeatNotice(), { repeatAfterRestart: [true] }),
			...triggerOutputFields,
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const present = presentEvents(this);
		if (this.getMode() === 'manual')
			return await testPoll(this, async () => await newestEvents(await openSender(this), readSettings(this), present));
		const repeats = () => flagOf(this.getNodeParameter('repeatAfterRestart'));
		return await poll<PollState>(this, repeats, async (state) => {
			const settings = readSettings(this);
			return await readNews(await openSender(this), settings, state, present);
		});
	}
}
