import { NodeHelpers } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../../sandbox/server';
import { sandboxCredentials } from '../../../tools/demo/credentials';
import { welcome } from '../../../tools/demo/welcome';

const SANDBOX = 'http://127.0.0.1:4017';

let sandbox: Sandbox;
let text: string;
let lines: string[];

beforeAll(async () => {
	sandbox = await createSandbox({ kount: { keyBits: 2048 } });
	text = welcome({
		sandboxUrl: SANDBOX,
		n8nUrl: 'http://127.0.0.1:5678',
		owner: { email: 'demo@example.com', password: 'Password1' },
		workflows: { Alerts: 'a1', Disputes: 'd2' },
		credentials: Object.values(sandboxCredentials(sandbox, SANDBOX)),
	});
	lines = text.split('\n');
});
afterAll(async () => await sandbox.close());

it('names the page of the sandbox before any other address', () => {
	expect(/https?:\/\/\S+/.exec(text)?.[0]).toBe('http://localhost:4017');
});

it('says where to sign in, and where the workflows are', () => {
	expect(text).toMatch(/Email +demo@example\.com\n +Password +Password1\n/);
	expect(text).toMatch(/Alerts +http:\/\/127\.0\.0\.1:5678\/workflow\/a1\n/);
});

it('lists every field to fill in under its name on the screen, below the name of its credential', () => {
	for (const { type, data } of Object.values(sandboxCredentials(sandbox, SANDBOX))) {
		const start = lines.indexOf(`  ${type.displayName}`);
		expect([type.displayName, start]).not.toEqual([type.displayName, -1]);
		const end = lines.indexOf('', start);
		const listed = lines.slice(start + 1, end).map((line) => line.trim().split(/ {2,}/));
		const onScreen = type.properties.filter(
			(property) =>
				!['hidden', 'notice'].includes(property.type) && NodeHelpers.displayParameter(data, property, null, null),
		);
		const names = onScreen.map(({ displayName }) => displayName);
		expect(names).toEqual(expect.arrayContaining(listed.map(([name]) => name)));
		const needed = onScreen.filter(({ required, type: kind }) => required || kind === 'options');
		expect(listed.map(([name]) => name)).toEqual(expect.arrayContaining(needed.map(({ displayName }) => displayName)));
		for (const [, value] of listed) expect(value).not.toMatch(/^(|undefined|null|\[object.*)$/);
	}
	expect(text).toMatch(new RegExp(`API Key +${sandbox.settings.kloutit.apiKey}\n`));
	expect(text).toMatch(/Token Server +Custom\n +Token URL +http:/);
});
