import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/Klavi/actions';
import type { KlaviSettings } from '../../sandbox/klavi/settings';
import { createSandbox } from '../../sandbox/server';
import type { JournalEntry } from '../../sandbox/shared/journal';
import { detailsOf } from '../anotherN8n';
import { hurryClock } from './clock';
import { builtModule } from './engine';
import { type BenchOptions, byId, ServiceBench } from './serviceBench';

export const MOCK_BANK = 'c8f0bf49-4744-4933-8960-7add6e590841';
const API = '/payment/customer/v1';
const isAuth = ({ path }: JournalEntry) => path === `${API}/auth`;

/** What the control API says of a payment. */
export interface KnownPayment extends IDataObject {
	id: string;
	clientId: string | null;
	status: string;
	amount: string;
	consentUrl: string | null;
	consentOpenedAt: string | null;
	checkout: boolean;
}

/** The fields of a payment in the words of a revision; `typed` is the amount as a user types it. */
const WORDS = {
	customerV1: { payments: '/payments', checkout: '/whitelabel', ownId: 'externalId', typed: '48.00', amount: '4800' },
	instant: {
		payments: '/instant/payments',
		checkout: '/instant/payment-links',
		ownId: 'clientRequestId',
		typed: '1333.04',
		amount: '1333.04',
	},
};

/** The Klavi node in one revision, and its sandbox. `requests` are those of the API without the calls for tokens. */
export class KlaviBench extends ServiceBench {
	readonly name = 'Klavi';

	readonly node = 'klavi';

	readonly credentialType = 'klaviApi';

	readonly resources = resources;

	readonly wrongKey = { secretKey: 'wrong-secret-key' };

	override readonly clearsUp = ['payment:create'];

	override readonly waits = ['payment:wait'];

	private completed = '';

	private pending = '';

	revision: keyof typeof WORDS = 'customerV1';

	/** Payments stay STARTED until they are moved on, see `linksCome`. A token reads any payment. */
	static async open(revision: keyof typeof WORDS, settings: Partial<KlaviSettings> = {}): Promise<KlaviBench> {
		hurryClock();
		const still = {
			stepTime: 0,
			stepTimes: { STARTED: null, CONSENT_AWAITING_AUTHORIZATION: null },
			tokenScope: 'create' as const,
		};
		const sandbox = await createSandbox({ klavi: { ...still, retryDelays: [], ...settings } });
		const bench = new KlaviBench(sandbox, await sandbox.listen(0));
		bench.revision = revision;
		return bench;
	}

	get words() {
		return WORDS[this.revision];
	}

	get credential(): IDataObject {
		const { accessKey, secretKey } = this.sandbox.settings.klavi;
		return {
			accessKey,
			secretKey,
			environment: 'custom',
			baseUrl: `${this.url}/klavi`,
			revision: this.revision,
			sessionToken: '',
		};
	}

	refusalBody(words: string): IDataObject {
		return { statusCode: 422, error: 'Unprocessable Entity', message: [words] };
	}

	override get requests(): JournalEntry[] {
		return this.sandbox.journal.requests.filter((request) => !isAuth(request));
	}

	/** The calls for tokens. */
	get authCalls(): JournalEntry[] {
		return this.sandbox.journal.requests.filter(isAuth);
	}

	/** Keys are refused when the token is fetched; only a checkout carries them itself. */
	override wrongKeyStatusesOf(resource: string): number[] {
		return resource === 'checkout' ? [401] : [];
	}

	/** The next requests to the API meet a fault. Those for tokens do not, unless the path says so. */
	override fault(order: IDataObject): void {
		if (order.path !== undefined) return super.fault(order);
		for (const path of ['/participants', '/payments*', '/whitelabel', '/instant/*'])
			super.fault({ ...order, path: API + path });
	}

	/**
	 * From here on a new payment has its bank link after a moment, but never in the response to its create. It is a moment of the
	 * sandbox's time, which no test speeds up: on a fast machine the looks of a long wait are over in 150 ms.
	 */
	linksCome(): void {
		this.sandbox.settings.klavi.stepTimes = { STARTED: 30, CONSENT_AWAITING_AUTHORIZATION: null };
	}

	/** Forgets the tokens of earlier payments, as a restart does. */
	forgetTokens(): void {
		builtModule<{ paymentTokens: { clear: () => void } }>('nodes/Klavi/api/tokens.js').paymentTokens.clear();
	}

	/** A payment that is completed, and one that can be cancelled. */
	override async prepare(): Promise<void> {
		this.forgetTokens();
		this.completed = await this.made('SEED-1', 'PAYMENT_COMPLETED');
		this.pending = await this.made('SEED-2', 'PAYMENT_SCHEDULED');
		this.sandbox.journal.reset();
	}

	/** An operation that must fail: its problem, its other details, and what a user reads. */
	async failed(
		resource: string,
		operation: string,
		parameters: IDataObject,
		options: BenchOptions = {},
	): Promise<IDataObject> {
		const { json } = await this.run(resource, operation, parameters, { onError: 'continueRegularOutput', ...options });
		const [{ error, message }] = json;
		return { ...detailsOf(json[0]), error, advice: message };
	}

	/** Creates a payment without the node, and moves it to a status. */
	async made(ownId: string, status?: string): Promise<string> {
		const { accessKey, secretKey } = this.sandbox.settings.klavi;
		const base = `${this.url}/klavi${API}`;
		const { data: token } = await axios.post<{ accessToken: string }>(`${base}/auth`, { accessKey, secretKey });
		const body =
			this.revision === 'customerV1'
				? {
						externalId: ownId,
						participantId: MOCK_BANK,
						method: 'PIX_MANU_AUTO',
						user: { taxId: '12345678901', name: 'Ana' },
						amount: '4800',
						redirectURL: 'https://shop.example.com/',
					}
				: {
						clientRequestId: ownId,
						institutionId: MOCK_BANK,
						initType: 'PIX_DICT',
						proxy: '+5511987654321',
						customer: { identifierType: 'CPF', identifier: '12345678901' },
						amount: '1333.04',
						currency: 'BRL',
						redirectUrl: 'https://shop.example.com/',
					};
		const { data } = await axios.post<{ id: string }>(`${base}${this.words.payments}`, body, {
			headers: { authorization: `Bearer ${token.accessToken}` },
		});
		if (status) await this.control(`payments/${data.id}/status`, { status });
		return data.id;
	}

	/** A call of the sandbox's control API. */
	async control<T = IDataObject>(path: string, body: IDataObject = {}): Promise<T> {
		return (await axios.post<T>(`${this.url}/_sandbox/klavi/${path}`, body)).data;
	}

	/** Every payment that was created in the sandbox, except those of `prepare`. */
	async payments(): Promise<KnownPayment[]> {
		const { data } = await axios.get<{ payments: KnownPayment[] }>(`${this.url}/_sandbox/klavi/payments`);
		return data.payments.filter(({ clientId }) => clientId !== null && !clientId.startsWith('SEED-'));
	}

	sample(parameters: IDataObject): IDataObject {
		const values: Record<string, () => unknown> = {
			'{completedPayment}': () => this.completed,
			'{pendingPayment}': () => this.pending,
			'{participant}': () => byId(MOCK_BANK),
			'{amount}': () => this.words.typed,
		};
		return Object.fromEntries(
			Object.entries(parameters).map(([name, value]) => [
				name,
				typeof value === 'string' && Object.hasOwn(values, value) ? values[value]() : value,
			]),
		) as IDataObject;
	}
}
