import { readFileSync } from 'node:fs';
import path from 'node:path';

import { FORM, GRANT, KEY, KOUNT_LOGIN, type RunningKount, runKount } from './harness';

/** The text of the transactions that the Python, the TypeScript and the Go sample print alike. */
const TRANSACTIONS = readFileSync(
	path.resolve(__dirname, '../../../fixtures/kount-sample-transactions.json'),
	'utf8',
).trim();

interface Sample {
	/** Headers of the token call as the sample's HTTP library sends them; its parameters are in the query string. */
	token: Record<string, string | undefined>;
	/** Content type of the upload. */
	type: string | undefined;
	body: string;
	count: number;
}

/** The four printed samples, request by request. */
const SAMPLES: Record<string, Sample> = {
	// requests: "Basic" + API_KEY, json=
	Python: {
		token: { authorization: `Basic${KEY}`, 'content-type': FORM },
		type: 'application/json',
		body: JSON.stringify({ transactions: TRANSACTIONS }),
		count: 2,
	},
	// axios: no content type without data, JSON with data
	TypeScript: {
		token: { authorization: `Basic ${KEY}`, 'content-type': undefined },
		type: 'application/json',
		body: JSON.stringify({ transactions: TRANSACTIONS }),
		count: 2,
	},
	// net/http: only the headers that were added
	Go: {
		token: { authorization: `Basic ${KEY}`, 'content-type': FORM },
		type: undefined,
		body: JSON.stringify({ transactions: TRANSACTIONS }),
		count: 2,
	},
	// curl -d declares a form
	Bash: {
		token: { authorization: `Basic ${KEY}`, 'content-type': FORM },
		type: FORM,
		body: '{"transactions":"{}"}',
		count: 0,
	},
};

let running: RunningKount;
beforeEach(async () => (running = await runKount()));
afterEach(() => running.sandbox.close());

async function play({ token, type, body }: Sample) {
	const login = await running.plain('POST', `${KOUNT_LOGIN}?${GRANT}`, undefined, token);
	if (login.status !== 200) return { refused: 'token', status: login.status };
	const headers = { authorization: `Bearer ${login.json.access_token}`, 'content-type': type };
	const { status, json } = await running.plain('POST', '/kff/uploads', body, headers);
	return status === 200 ? json : { refused: 'upload', status };
}

it.each(Object.entries(SAMPLES))('the %s sample as printed', async (_language, sample) => {
	expect(await play(sample)).toEqual({ status: 'accepted', count: sample.count });
	const { transactions } = (await running.control('GET', '/kount/uploads')).json;
	expect(transactions).toBe(sample.count);
});

it.each([
	['Python', { refused: 'token', status: 401 }],
	['TypeScript', { status: 'accepted', count: 2 }],
	['Go', { refused: 'upload', status: 400 }],
	['Bash', { refused: 'upload', status: 400 }],
])('the %s sample where only the documented form is accepted', async (language, expected) => {
	running.sandbox.settings.kount.strict = true;
	expect(await play(SAMPLES[language])).toEqual(expected);
});
