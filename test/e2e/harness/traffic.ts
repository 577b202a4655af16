import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';

import { clientSecretOf, noteSecret } from '../secrets';
import { CONNECTION_VARIABLE, type ConnectionInfo } from './index';

/**
 * Notes every secret that passes through the process of the tests: the sandboxes are in it, so that is all that n8n sends to them,
 * all that they send to n8n, and all that the tests send themselves. A stage need not remember to note anything.
 */

/** Headers that prove who sent a request. Kount's static header has a name of the user's choice, and is a credential's secret. */
const PROOFS = ['signature', 'x-api-key', 'x-klavi-signature', 'x-event-signature'];
/** The random part of an address that the Kloutit trigger registers; n8n keeps it as the trigger's own data. */
const ADDRESS_KEY = /[?&]key=([0-9a-f]{64})(?:&|$)/;
const TOKENS = /"(?:access_token|accessToken)"\s*:\s*"([^"]+)"/g;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function noteHeaders(folder: string, read: (name: string) => unknown): void {
	for (const name of PROOFS) noteSecret(folder, `header ${name}`, textOf(read(name)));
	const [, scheme, proof] = /^(?:(basic|bearer)\s+)?(.*)$/is.exec(textOf(read('authorization'))) ?? [];
	noteSecret(folder, 'header authorization', proof ?? '');
	if (/^basic$/i.test(scheme ?? ''))
		noteSecret(folder, 'the client secret in a header authorization', clientSecretOf(proof) ?? '');
}

/** Notes the tokens of an answer, which is written in one piece. */
function noteTokens(folder: string, response: ServerResponse): void {
	const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
	response.end = (...given: unknown[]) => {
		const [body] = given;
		if (typeof body === 'string' || Buffer.isBuffer(body))
			for (const [, token] of body.toString('utf8').matchAll(TOKENS)) noteSecret(folder, 'an access token', token);
		return end(...given);
	};
}

const { folder } = JSON.parse(process.env[CONNECTION_VARIABLE] ?? '{}') as Partial<ConnectionInfo>;

const received = (message: unknown): void => {
	const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
	noteHeaders(folder!, (name) => request.headers[name]);
	noteTokens(folder!, response);
};
const sent = (message: unknown): void => {
	const { request } = message as { request: ClientRequest };
	noteHeaders(folder!, (name) => request.getHeader(name));
	const [, key] = ADDRESS_KEY.exec(request.path) ?? [];
	// some tests try an address whose key is made up of zeros
	if (key !== undefined && !/^0+$/.test(key)) noteSecret(folder!, 'the key of an address', key, 'database');
};

if (folder !== undefined) {
	subscribe('http.server.request.start', received);
	subscribe('http.client.request.start', sent);
	afterAll(() => {
		unsubscribe('http.server.request.start', received);
		unsubscribe('http.client.request.start', sent);
	});
}
