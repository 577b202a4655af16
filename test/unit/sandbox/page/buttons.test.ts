import { ALERT_TYPES } from '../../../../sandbox/chargebackhit/catalogue';
import { signed, until } from '../harness';
import { type RunningPage, runPage, section } from './harness';

let running: RunningPage;
beforeAll(async () => {
	running = await runPage();
});
beforeEach(async () => {
	running.sandbox.reset();
	running.receiver.received.length = 0;
	running.receiver.reply = {};
});
afterAll(() => running.close());

const save = (service: string, setting = 'webhookUrl') =>
	running.press('webhook-url', { service, setting, url: running.receiver.url });

describe('webhook URLs', () => {
	it.each([
		['chargebackhit', 'webhookUrl'],
		['kloutit', 'webhookUrl'],
		['kount', 'webhookUrl'],
		['kount', 'signedWebhookUrl'],
		['klavi', 'webhookUrl'],
	] as const)('%s.%s is saved, shown and removed', async (service, setting) => {
		const { notice, isGood, page } = await save(service, setting);
		const settings = running.sandbox.settings[service] as unknown as Record<string, unknown>;
		expect([settings[setting], isGood, notice]).toEqual([
			running.receiver.url,
			true,
			expect.stringContaining('Saved.'),
		]);
		expect(page).toContain(`value="${running.receiver.url}"`);
		await running.press('webhook-url', { service, setting, url: ' ' });
		expect(settings[setting]).toBeNull();
	});

	it('are refused with the rule', async () => {
		const { notice, isGood } = await running.press('webhook-url', {
			service: 'kount',
			setting: 'webhookUrl',
			url: 'here',
		});
		expect([notice, isGood]).toEqual(['kount.webhookUrl must be an http or https URL, or null.', false]);
		expect((await running.press('webhook-url', { service: 'kount', setting: 'nothing' })).isGood).toBe(false);
		expect((await running.press('webhook-url', { service: 'constructor', setting: 'webhookUrl' })).isGood).toBe(false);
	});
});

describe('send alert', () => {
	it.each(ALERT_TYPES)('%s goes out signed, and its answer is shown', async (type) => {
		await save('chargebackhit');
		const { notice, isGood, page } = await running.press('alert', { type, orderId: 'ORDER-7', amount: '49.90' });
		const [{ headers, body, json }] = running.receiver.received;
		const { publicKey, secretKey } = running.sandbox.settings.chargebackhit;
		expect(json).toMatchObject({
			alert: { type, amount: '49.90' },
			transaction: { amount: '49.90', transaction_merchant_id: 'ORDER-7' },
		});
		expect(headers.signature).toBe(signed(body, publicKey, secretKey));
		expect([isGood, notice]).toEqual([true, expect.stringContaining(`${type} was sent.`)]);
		expect(running.sandbox.state.chargebackhit.alerts.get(json.alert.id)?.alert.outcome).toBe('acknowledged');
		expect(section(page, 'sent')).toContain(type);
		expect(page).toContain('value="ORDER-7"');
	});

	it('with a wrong signature is right when it is refused', async () => {
		await save('chargebackhit');
		const { publicKey, secretKey } = running.sandbox.settings.chargebackhit;
		const taken = await running.press('alert', { type: 'inquiry', forged: 'yes' });
		expect([taken.isGood, taken.notice]).toEqual([false, expect.stringContaining('HTTP 200')]);
		running.receiver.reply = { status: 401, body: '' };
		const refused = await running.press('alert', { type: 'inquiry', forged: 'yes' });
		expect([refused.isGood, refused.notice]).toEqual([
			true,
			expect.stringContaining('rejected with HTTP 401, as it should be'),
		]);
		const [{ headers, body }] = running.receiver.received;
		expect(headers.signature).not.toBe(signed(body, publicKey, secretKey));
	});

	it('says what to do when there is no address, or n8n does not listen', async () => {
		const { notice } = await running.press('alert', { type: 'inquiry' });
		expect(notice).toContain('First save the trigger');
		await save('chargebackhit');
		running.receiver.reply = {
			status: 404,
			body: { code: 404, message: 'The requested webhook "POST x" is not registered.' },
		};
		const { notice: other, isGood, page } = await running.press('alert', { type: 'resolved' });
		expect([isGood, other]).toEqual([false, expect.stringContaining('Execute workflow')]);
		expect(section(page, 'sent')).toMatch(/not answered correctly HTTP 404/);
		await running.press('webhook-url', { service: 'chargebackhit', setting: 'webhookUrl', url: 'http://127.0.0.1:1/' });
		expect((await running.press('alert', { type: 'resolved' })).notice).toContain('Is n8n running?');
	});

	it('comes back before a slow reply does', async () => {
		await save('chargebackhit');
		running.receiver.reply = { delay: 3000 };
		const startedAt = performance.now();
		const { notice, page } = await running.press('alert', { type: 'prevented' });
		expect(performance.now() - startedAt).toBeLessThan(2900);
		expect(notice).toContain('no reply has arrived yet');
		expect(section(page, 'sent')).toContain('waiting for the reply');
		await until(() => running.sandbox.state.chargebackhit.deliveries.at(-1)?.reply !== null);
		expect(section(await running.page(), 'sent')).toContain('answered correctly');
	}, 10_000);
});

describe('send Kloutit event', () => {
	it.each([
		['CASE_CREATED', 'PENDING'],
		['CASE_DEFENSE_GENERATED', 'GENERATED'],
		['CASE_WON', 'WON'],
	])('%s goes out, and the case is %s', async (event, status) => {
		await save('kloutit');
		const { notice, isGood } = await running.press('case-event', { event, orderNumber: 'ORDER-9' });
		const [{ json }] = running.receiver.received;
		expect(json).toMatchObject({ eventType: event, details: { orderNumber: 'ORDER-9' } });
		expect(running.sandbox.state.kloutit.cases.get(json.expedientNumber)?.status).toBe(status);
		expect([isGood, notice]).toEqual([true, `${event} about case ${json.expedientNumber} was sent and received.`]);
	});

	it('is about the case named, and may be forged', async () => {
		await save('kloutit');
		running.receiver.reply = { status: 401 };
		const { isGood } = await running.press('case-event', {
			event: 'CASE_WON',
			expedientNumber: 'EXP-100003',
			forged: 'yes',
		});
		expect([isGood, running.sandbox.state.kloutit.events.at(-1)]).toEqual([
			true,
			expect.objectContaining({ expedientNumber: 'EXP-100003', forged: true }),
		]);
	});

	it('tells when nobody was there to receive it', async () => {
		expect(await running.press('case-event', { event: 'CASE_CREATED' })).toMatchObject({
			isGood: false,
			notice: expect.stringContaining('nobody received the event'),
		});
		expect((await running.press('case-event', {})).notice).toBe('event is required.');
	});
});

describe('send Kount events', () => {
	it('alerts carry the secret, unless that is left out', async () => {
		await save('kount');
		expect((await running.press('kount-alert', { event: 'ETHOCA_FRAUD' })).notice).toBe(
			'ETHOCA_FRAUD was sent and received.',
		);
		running.receiver.reply = { status: 401 };
		const { isGood, page } = await running.press('kount-alert', { event: 'RDR', withoutHeader: 'yes' });
		const [first, second] = running.receiver.received;
		expect([first.headers['x-kount-webhook-secret'], second.headers['x-kount-webhook-secret'], isGood]).toEqual([
			'kount-sandbox-webhook-4f1c',
			undefined,
			true,
		]);
		expect(running.sandbox.state.kount.alerts.get(first.json.events[0].requestID)?.eventType).toBe('ETHOCA_FRAUD');
		expect(section(page, 'sent')).toMatch(/RDR .* failed HTTP 401/);
	});

	it('signed events are signed, or forged as chosen', async () => {
		await save('kount', 'signedWebhookUrl');
		expect((await running.press('kount-signed', { event: 'Order.NotesAdd', forge: '' })).isGood).toBe(true);
		running.receiver.reply = { status: 401 };
		expect((await running.press('kount-signed', { event: 'Order.NotesAdd', forge: 'missingSignature' })).isGood).toBe(
			true,
		);
		const [right, forged] = running.receiver.received;
		expect([
			right.json.eventType,
			typeof right.headers['x-event-signature'],
			forged.headers['x-event-signature'],
		]).toEqual(['Order.NotesAdd', 'string', undefined]);
		expect((await running.press('kount-signed', { event: 'Order.NotesAdd', forge: 'other' })).notice).toContain(
			'forge must be one of',
		);
	});
});

describe('Klavi', () => {
	const only = () => [...running.sandbox.state.klavi.payments.values()][0];
	beforeEach(() => void (running.sandbox.settings.klavi.stepTimes = { STARTED: 10 }));

	it('starts a payment, whose bank page opens once', async () => {
		const { notice, page } = await running.press('payment', { amount: '12.50' });
		expect(notice).toContain('The payment was started. Open bank page');
		expect(only()).toMatchObject({ given: { amount: '12.50' }, status: 'CONSENT_AWAITING_AUTHORIZATION' });
		const [, link] = /href="(\/klavi\/bank\/[^"]+)" target="_blank"/.exec(page) ?? [];
		const bank = await fetch(`${running.url}${link}`);
		expect([bank.status, await bank.text()]).toEqual([200, expect.stringContaining('R$ 12.50')]);
		const after = section(await running.page(), 'klavi');
		expect(after).toContain('Opened');
		expect(after).not.toContain('Open bank page');
		expect(section(await running.page(), 'journal')).toContain('POST /payment/customer/v1/instant/payments');
	});

	it.each([
		['authorize', 'CONSENT_AUTHORIZED'],
		['refuse', 'CONSENT_REJECTED'],
	])('lets the payer %s without the bank page', async (decision, status) => {
		await running.press('payment', { amount: '1.00' });
		expect((await running.press('decision', { id: only().id, decision })).isGood).toBe(true);
		expect(only().history.map(({ status: name }) => name)).toContain(status);
		expect(await running.press('decision', { id: only().id, decision })).toMatchObject({
			isGood: false,
			notice: expect.stringContaining('The payment is'),
		});
	});

	it('says why no payment was started', async () => {
		expect(await running.press('payment', { amount: 'much' })).toMatchObject({
			isGood: false,
			notice: expect.stringMatching(/HTTP 422, .*amount/),
		});
		await running.press('break', { service: 'klavi', kind: 'reset', count: '1' });
		expect((await running.press('payment', { amount: '1.00' })).notice).toContain('Could not get a token from Klavi');
		expect((await running.press('decision', { id: '../../reset', decision: 'refuse' })).notice).toContain(
			'There is no payment',
		);
	});
});

describe('break it', () => {
	const ask = () => running.call('GET', '/api/v2/alerts/unknown').catch((error: { code?: string }) => error.code);

	it.each<[string, (answer: any) => void]>([
		['429', ({ status, headers }) => expect([status, headers['retry-after']]).toEqual([429, '2'])],
		['500', ({ status }) => expect(status).toBe(500)],
		['reset', (code) => expect(code).toBe('ECONNRESET')],
	])('%s is what the next requests get, and no more of them', async (kind, check) => {
		const { isGood, page } = await running.press('break', { service: 'chargebackhit', kind, count: '2' });
		expect([isGood, section(page, 'break')]).toEqual([true, expect.stringContaining('2 requests')]);
		check(await ask());
		check(await ask());
		expect(await ask()).toMatchObject({ status: 400 });
		const journal = section(await running.page(), 'journal');
		expect(journal.match(/with a fault/g)).toHaveLength(2);
		expect(section(await running.page(), 'break')).toContain('No fault is active.');
	});

	it('slow is five seconds late, until it is stopped', async () => {
		await running.press('break', { service: 'kount', kind: 'slow', count: '3' });
		expect(running.sandbox.faults.list()).toMatchObject([{ service: 'kount', delay: 5000, remaining: 3 }]);
		await running.press('mend');
		expect(running.sandbox.faults.list()).toEqual([]);
	});

	it('refuses what it does not know', async () => {
		for (const form of [
			{ service: 'kount', kind: 'toString', count: '1' },
			{ service: 'other', kind: '500', count: '1' },
			{ service: 'kount', kind: '500', count: 'x' },
			{},
		]) {
			expect((await running.press('break', form as unknown as Record<string, string>)).isGood).toBe(false);
		}
		expect(running.sandbox.faults.list()).toEqual([]);
		await expect(running.press('toString')).rejects.toThrow('There is no form toString.');
	});
});

describe('journal and reset', () => {
	it('the journal is emptied', async () => {
		await running.call('GET', '/api/v2/x');
		const { page } = await running.press('empty-journal');
		expect(running.sandbox.journal.requests).toEqual([]);
		expect(section(page, 'journal')).toContain('No requests yet.');
	});

	it('all data go back to the start, the settings only where that is wanted', async () => {
		await save('chargebackhit');
		await running.press('alert', { type: 'resolved' });
		await running.press('reset', { keepSettings: 'yes' });
		const { state, settings } = running.sandbox;
		expect([state.chargebackhit.alerts.size, settings.chargebackhit.webhookUrl]).toEqual([320, running.receiver.url]);
		await running.press('reset');
		expect(settings.chargebackhit.webhookUrl).toBeNull();
	});
});
