import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/Kount/actions';
import { createSandbox } from '../../sandbox/server';
import type { JournalEntry } from '../../sandbox/shared/journal';
import { hurryClock } from './clock';
import { ServiceBench } from './serviceBench';

const isTokenCall = ({ path }: JournalEntry) => /\/(token)$/.test(path.split('?')[0]);

/** The Kount node and its sandbox. n8n fetches the tokens; `requests` are those of the API alone. */
export class KountBench extends ServiceBench {
	readonly name = 'Kount';

	readonly node = 'kount';

	readonly credentialType = 'kountOAuth2Api';

	readonly resources = resources;

	readonly wrongKey = { clientSecret: 'wrong-client-secret' };

	/** The key is refused where the token is fetched; the API is not called. */
	override readonly wrongKeyStatuses = [];

	static async open(): Promise<KountBench> {
		hurryClock();
		const sandbox = await createSandbox({ kount: { strict: true, keyBits: 2048 } });
		return new KountBench(sandbox, await sandbox.listen(0));
	}

	/** With what the server makes of the pasted key. */
	get credential(): IDataObject {
		const { apiKey } = this.sandbox.settings.kount;
		const [clientId, clientSecret] = Buffer.from(apiKey, 'base64').toString().split(':');
		return {
			apiKey,
			clientId,
			clientSecret,
			environment: 'sandbox',
			baseUrl: `${this.url}/kount`,
			grantType: 'clientCredentials',
			authentication: 'header',
			scope: 'k1_integration_api',
			accessTokenUrl: `${this.url}/kount/as/token`,
		};
	}

	refusalBody(words: string): IDataObject {
		return { code: 3, message: words, details: [] };
	}

	override get requests(): JournalEntry[] {
		return this.sandbox.journal.requests.filter((request) => !isTokenCall(request));
	}

	/** The calls that fetch a token. */
	get tokenCalls(): JournalEntry[] {
		return this.sandbox.journal.requests.filter(isTokenCall);
	}

	/** The next requests of the API meet a fault; those for tokens do not. */
	override fault(order: IDataObject): void {
		for (const path of ['/kff/*', '/commerce/*']) super.fault({ path, ...order });
	}

	/** An alert that waits for its answer. */
	alert(place = 0): string {
		const open = [...this.sandbox.state.kount.alerts.values()].filter(({ answer }) => answer === null);
		return open[place].id;
	}

	sample(parameters: IDataObject): IDataObject {
		const values: Record<string, () => string> = {
			'{alert}': () => this.alert(),
			'{order}': () => [...this.sandbox.state.kount.orders.keys()][0],
		};
		return Object.fromEntries(
			Object.entries(parameters).map(([name, value]) => [
				name,
				typeof value === 'string' && Object.hasOwn(values, value) ? values[value]() : value,
			]),
		);
	}
}
