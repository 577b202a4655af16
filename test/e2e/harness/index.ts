import { N8nClient, type Owner } from '../../../tools/n8n/client';
import { keepExecutions, noteCredential } from '../secrets';

/** Carries what `start.ts` made to the test files, whichever process they run in. */
export const CONNECTION_VARIABLE = 'N8N_NODES_CHARGEBACK_E2E';

/** The owner of the shared n8n. */
export const OWNER: Owner = {
	email: 'owner@example.com',
	firstName: 'Test',
	lastName: 'Owner',
	password: 'Chargeback1',
};

/** Where the shared n8n, and the process that keeps it, are found. */
export interface ConnectionInfo {
	/** Where n8n answers, without a slash at the end. */
	url: string;
	/** Where its production webhooks are, if that is another process. */
	webhooksUrl?: string;
	/** Where its keeper takes `POST /restart` (with settings as JSON), `POST /kill-and-start` and `GET /output`. */
	keeperUrl: string;
	/** The folder n8n was started with. */
	userFolder: string;
	/** The packed package that is installed in it. */
	tarball: string;
	/** Where it is noted which secrets were used, and kept what n8n has said: see `../secrets`. */
	folder: string;
}

/** The shared n8n, signed in as its owner. */
export interface Connection extends ConnectionInfo {
	client: N8nClient;
	/** The last 200 kB n8n wrote. */
	n8nOutput(): Promise<string>;
	/** Stops n8n in its own time and starts it again; the session stays valid. Settings given hold until the next start. */
	restart(settings?: Record<string, string>): Promise<void>;
	/** Ends n8n as a power cut would and starts it again. */
	killAndStart(): Promise<void>;
}

async function askKeeper(url: string, method: 'GET' | 'POST', body?: string): Promise<string> {
	const answer = await fetch(url, { method, body });
	const text = await answer.text();
	if (!answer.ok) throw new Error(text);
	return text;
}

/** A client that notes the secrets it is given, and keeps executions before they are deleted. */
export function watched(client: N8nClient, folder: string): N8nClient {
	const { createCredential, changeCredential, deleteWorkflow } = client;
	client.createCredential = async (name, type, data) => {
		noteCredential(folder, type, data);
		return await createCredential.call(client, name, type, data);
	};
	client.changeCredential = async (credential, data) => {
		noteCredential(folder, credential.type, data);
		await changeCredential.call(client, credential, data);
	};
	client.deleteWorkflow = async (id) => {
		await keepExecutions(folder, client, id);
		await deleteWorkflow.call(client, id);
	};
	return client;
}

/**
 * The n8n that all end-to-end test files share, with the packed package installed under its own name. A file leaves it
 * as it found it: it deletes the workflows and credentials it made.
 */
export async function connect(): Promise<Connection> {
	const stored = process.env[CONNECTION_VARIABLE];
	if (stored === undefined) throw new Error('No shared n8n: run these tests with "npm run test:e2e".');
	const info = JSON.parse(stored) as ConnectionInfo;
	const client = watched(new N8nClient(info.url, info.webhooksUrl), info.folder);
	await client.login(OWNER);
	return {
		...info,
		client,
		n8nOutput: async () => await askKeeper(`${info.keeperUrl}/output`, 'GET'),
		restart: async (settings = {}) =>
			void (await askKeeper(`${info.keeperUrl}/restart`, 'POST', JSON.stringify(settings))),
		killAndStart: async () => void (await askKeeper(`${info.keeperUrl}/kill-and-start`, 'POST')),
	};
}
