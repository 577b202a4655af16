import type { FastifyInstance } from 'fastify';

import { ControlError, ControlFields } from '../shared/controlFields';
import { requireTarget } from '../shared/eventControl';
import type { JsonObject } from '../shared/jsonBody';
import { alertBody } from './bodies';
import {
	ALERT_TYPES,
	type AlertType,
	PRODUCTS,
	PRODUCTS_BY_TYPE,
	PROVIDER_BY_PRODUCT,
	type Product,
} from './catalogue';
import type { ServiceContext } from './context';
import type { SendOptions } from './delivery';
import type { AlertRecord, Delivery, OutcomeEntry } from './records';
import { inventAlert } from './seedAlerts';
import type { ChargebackhitState } from './state';

/** Control API of this service: send an alert to the webhook URL, and see what became of the ones sent. */
export function chargebackhitControl(app: FastifyInstance, { state, settings, delivery }: ServiceContext): void {
	app.post('/alerts', async (request) => {
		const fields = new ControlFields(request.body, [
			'type',
			'product',
			'provider',
			'alert',
			'transaction',
			'merchant',
			'wrongSignature',
			'url',
		]);
		const wanted = readAlertOptions(fields);
		const wrongSignature = fields.flag('wrongSignature');
		const url = requireTarget(fields.address('url') ?? settings.webhookUrl, 'alert', 'chargebackhit.webhookUrl');
		const options: SendOptions = { url, wrongSignature };
		const repeated = state.alerts.get(String(wanted.alert.id));
		if (repeated !== undefined && repeated.alert.type !== wanted.type) {
			throw new ControlError(`alert.id belongs to an alert of type ${repeated.alert.type}; type was ${wanted.type}.`);
		}
		const record = repeated ?? storeAlert(state, wanted);
		if (repeated !== undefined) options.body = merge(alertBody(repeated), wanted);
		return summary(state, await delivery.send(record, options));
	});

	app.get('/alerts', async () => ({ alerts: state.deliveries.map((sent) => summary(state, sent)) }));

	app.get('/alerts/:id', async (request) => {
		const { id } = request.params as { id: string };
		const latest = state.deliveries.findLast((sent) => sent.id === id);
		if (latest === undefined) throw new ControlError(`No alert with the id ${id} has been sent.`, 404);
		return summary(state, latest);
	});
}

interface AlertOptions {
	type: AlertType;
	product: Product;
	/** Overrides; `null` leaves the field out. */
	alert: JsonObject;
	transaction: JsonObject;
	merchant: JsonObject;
}

function readAlertOptions(fields: ControlFields): AlertOptions {
	const type = fields.required('type', fields.choice('type', ALERT_TYPES));
	const fitting = PRODUCTS_BY_TYPE[type];
	const provider = fields.text('provider');
	const ofProvider = fitting.filter((product) => provider === undefined || PROVIDER_BY_PRODUCT[product] === provider);
	const product = fields.choice('product', PRODUCTS) ?? ofProvider[0];
	if (fields.has('product') && !fitting.includes(product)) {
		throw new ControlError(`product must be one of ${fitting.join(', ')} for ${type}; it was "${product}".`);
	}
	if (provider !== undefined && !ofProvider.includes(product)) {
		const providers = fitting.map((one) => `${PROVIDER_BY_PRODUCT[one]} (${one})`);
		throw new ControlError(`provider must be one of ${providers.join(', ')} for ${type}; it was "${provider}".`);
	}
	const alert = fields.object('alert') ?? {};
	for (const name of ['id', 'type']) {
		const value = alert[name];
		if (value !== undefined && (typeof value !== 'string' || value === '')) {
			throw new ControlError(`alert.${name} must be a string that is not empty.`);
		}
	}
	return {
		type,
		product,
		alert,
		transaction: fields.object('transaction') ?? {},
		merchant: fields.object('merchant') ?? {},
	};
}

function merge(body: JsonObject, wanted: Pick<AlertOptions, 'alert' | 'transaction' | 'merchant'>): JsonObject {
	const merged: JsonObject = {};
	for (const part of ['alert', 'transaction', 'merchant'] as const) {
		const members = Object.entries({ ...(body[part] as JsonObject), ...wanted[part] });
		merged[part] = Object.fromEntries(members.filter(([, value]) => value !== null));
	}
	return merged;
}

function storeAlert(state: ChargebackhitState, wanted: AlertOptions): AlertRecord {
	const invented = inventAlert(state, wanted.type, wanted.product, new Date());
	const merged = merge({ ...invented }, wanted) as Pick<AlertRecord, 'alert' | 'transaction' | 'merchant'>;
	const record: AlertRecord = { ...merged, createdAt: Date.now(), sequence: state.nextSequence(), outcomes: [] };
	state.alerts.set(record.alert.id, record);
	return record;
}

/** A delivery with what has become of its alert since. */
function summary(state: ChargebackhitState, sent: Delivery): Delivery & { outcome: string; outcomes: OutcomeEntry[] } {
	const record = state.alerts.get(sent.id);
	return { ...sent, outcome: record?.alert.outcome ?? '', outcomes: record?.outcomes ?? [] };
}
