import { type Action, field } from './action';
import { type ControlAnswer, control, isServiceName, type PageContext, SERVICES } from './context';
import { type Content, html } from './html';
import type { Notice } from './notices';
import { startPayment } from './payment';
import { BREAKAGES } from './sections/breakSection';
import { type Attempt, adviceFor } from './sent';

/** Milliseconds a person waits for a reply before the page comes back without it. */
const REPLY_WAIT = 2500;
const LATER = 'It was sent, but no reply has arrived yet. The reply will appear under "Sent to n8n".';

/** The forms by the last part of their address. */
export const ACTIONS: Record<string, Action> = {
	'webhook-url': saveWebhookUrl,
	alert: sendAlert,
	'case-event': sendCaseEvent,
	'kount-alert': sendKountAlert,
	'kount-signed': sendSignedEvent,
	payment: startPayment,
	decision: decidePayment,
	break: breakRequests,
	mend: async (_form, context) => {
		await control(context, 'DELETE', '/faults');
		return { section: 'break', good: true, text: 'All faults were removed.' };
	},
	'empty-journal': async (_form, context) => {
		await control(context, 'DELETE', '/requests');
		return { section: 'top', good: true, text: 'The journal is empty.' };
	},
	reset: async (form, context) => {
		const keepSettings = form.get('keepSettings') === 'yes';
		await control(context, 'POST', '/reset', { keepSettings });
		const kept = keepSettings ? 'The webhook URLs and other settings were kept.' : 'The settings were reset too.';
		return { section: 'top', good: true, text: `All data was reset. ${kept}` };
	},
};

/** The answer, unless it takes longer than a person waits. The call continues either way. */
async function soon(call: Promise<ControlAnswer>): Promise<ControlAnswer | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const tooLate = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), REPLY_WAIT);
	});
	try {
		return await Promise.race([call, tooLate]);
	} finally {
		clearTimeout(timer);
	}
}

async function saveWebhookUrl(form: URLSearchParams, context: PageContext): ReturnType<Action> {
	const service = form.get('service');
	if (!isServiceName(service)) return { section: 'top', good: false, text: 'There is no such service.' };
	const setting = form.get('setting') ?? '';
	const url = field(form, 'url') ?? null;
	const { ok, body } = await control(context, 'PATCH', '/settings', { [service]: { [setting]: url } });
	if (!ok) return { section: service, good: false, text: body.error };
	const text =
		url === null
			? 'The URL was removed. Nothing is sent any more.'
			: html`Saved. Events go to <code>${url}</code> from now on.`;
	return { section: service, good: true, text };
}

async function sendAlert(form: URLSearchParams, context: PageContext): ReturnType<Action> {
	const section = 'chargebackhit';
	const type = form.get('type');
	const amount = field(form, 'amount');
	const orderId = field(form, 'orderId');
	const answer = await soon(
		control(context, 'POST', '/chargebackhit/alerts', {
			type,
			wrongSignature: form.get('forged') === 'yes',
			alert: amount === undefined ? {} : { amount },
			transaction: {
				...(amount === undefined ? {} : { amount }),
				...(orderId === undefined ? {} : { transaction_merchant_id: orderId }),
			},
		}),
	);
	if (answer === undefined) return { section, good: true, text: LATER };
	const { ok, body } = answer;
	if (!ok) return { section, good: false, text: withAddressHint(body.error) };
	const attempt: Attempt = { ...body.reply, at: body.sentAt, body: JSON.stringify(body.reply.body) };
	if (body.wrongSignature) return { section, ...forgeryNotice('The alert with the wrong signature', attempt) };
	const result = body.verdict === 'right' ? `n8n answered correctly: ${String(body.reply.body.outcome)}.` : body.reason;
	return {
		section,
		good: body.verdict !== 'wrong',
		text: html`<strong>${type}</strong> was sent. ${result} ${adviceFor(attempt)}`,
	};
}

async function sendCaseEvent(form: URLSearchParams, context: PageContext): ReturnType<Action> {
	const section = 'kloutit';
	const forged = form.get('forged') === 'yes';
	const orderNumber = field(form, 'orderNumber');
	const answer = await soon(
		control(context, 'POST', '/kloutit/events', {
			event: form.get('event') ?? undefined,
			expedientNumber: field(form, 'expedientNumber'),
			fields: orderNumber === undefined ? {} : { orderNumber },
			forged,
		}),
	);
	if (answer === undefined) return { section, good: true, text: LATER };
	const { ok, body } = answer;
	if (!ok) return { section, good: false, text: body.error };
	if (body.deliveries.length === 0) {
		const text = `Case ${body.expedientNumber} exists, but nobody received the event. Save a webhook URL, or publish a workflow with a Kloutit Trigger.`;
		return { section, good: false, text };
	}
	return {
		section,
		...deliveryNotice(`${body.eventType} about case ${body.expedientNumber}`, body.deliveries, forged),
	};
}

async function sendKountAlert(form: URLSearchParams, context: PageContext): ReturnType<Action> {
	const withoutHeader = form.get('withoutHeader') === 'yes';
	const payload = { event: form.get('event') ?? undefined, withoutHeader };
	return await sendKount(context, '/kount/events', payload, withoutHeader);
}

async function sendSignedEvent(form: URLSearchParams, context: PageContext): ReturnType<Action> {
	const forge = field(form, 'forge');
	const payload = { event: form.get('event') ?? undefined, forge };
	return await sendKount(context, '/kount/signed-events', payload, forge !== undefined);
}

async function sendKount(context: PageContext, path: string, payload: object, isForged: boolean): ReturnType<Action> {
	const section = 'kount';
	const answer = await soon(control(context, 'POST', path, payload));
	if (answer === undefined) return { section, good: true, text: LATER };
	const { ok, body } = answer;
	if (!ok) return { section, good: false, text: withAddressHint(body.error) };
	return { section, ...deliveryNotice(body.eventTypes.join(', '), body.deliveries, isForged) };
}

/** The control API names the missing setting; on the page that is a field. */
const withAddressHint = (error: string): string =>
	error.startsWith('There is no URL to send')
		? 'There is no URL to send it to. First save the trigger\'s webhook URL under "Where events go".'
		: error;

interface Delivery {
	attempts: Attempt[];
}

function deliveryNotice(
	what: string,
	deliveries: Delivery[],
	isForged: boolean,
): Pick<Notice, 'good'> & { text: Content } {
	const attempts = deliveries.map(({ attempts: made }) => made[made.length - 1]);
	const failed = attempts.find(({ status }) => status === null || status >= 300);
	if (isForged) return forgeryNotice(what, failed ?? attempts[0]);
	if (failed === undefined) return { good: true, text: html`<strong>${what}</strong> was sent and received.` };
	const reply =
		failed.status === null ? `There was no reply: ${failed.error}.` : `The reply was HTTP ${failed.status}.`;
	return {
		good: false,
		text: html`<strong>${what}</strong> was sent, but not received. ${reply} ${adviceFor(failed)}`,
	};
}

/** The receiver has to reject a forged event with a 401. */
function forgeryNotice(what: string, { status, error }: Attempt): Pick<Notice, 'good'> & { text: Content } {
	if (status === 401 || status === 403)
		return { good: true, text: `${what} was rejected with HTTP ${status}, as it should be.` };
	if (status === null) return { good: false, text: `${what} got no reply: ${error}.` };
	return {
		good: false,
		text: `${what} got HTTP ${status} instead of 401. Is the webhook URL that of a trigger of this package?`,
	};
}

async function decidePayment(form: URLSearchParams, context: PageContext): ReturnType<Action> {
	const section = 'klavi';
	const decision = form.get('decision') === 'authorize' ? 'authorize' : 'refuse';
	const id = encodeURIComponent(form.get('id') ?? '');
	const { ok, body } = await control(context, 'POST', `/klavi/payments/${id}/${decision}`, {});
	if (!ok) return { section, good: false, text: body.error };
	return {
		section,
		good: true,
		text: `The payer ${decision === 'authorize' ? 'authorized' : 'refused'} the payment. Its status is now ${body.status}.`,
	};
}

async function breakRequests(form: URLSearchParams, context: PageContext): ReturnType<Action> {
	const section = 'break';
	const service = form.get('service');
	const kind = form.get('kind') ?? '';
	if (!isServiceName(service) || !Object.hasOwn(BREAKAGES, kind)) {
		return { section, good: false, text: 'Choose a service and a fault.' };
	}
	const { name, meaning, fault } = BREAKAGES[kind as keyof typeof BREAKAGES];
	const count = Number(form.get('count'));
	const { ok, body } = await control(context, 'POST', '/faults', { service, count, ...fault });
	if (!ok) return { section, good: false, text: body.error };
	const many = count === 1 ? 'The next request' : `The next ${count} requests`;
	return {
		section,
		good: true,
		text: html`${many} to ${SERVICES[service]} will get this fault: <strong>${name}</strong>. ${meaning}`,
	};
}
