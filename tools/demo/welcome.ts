import { fieldsOf, type SandboxCredential } from './credentials';

/** What runs, for the person who started it. */
export interface Running {
	/** The sandbox's address. */
	sandboxUrl: string;
	/** The demo's n8n, and who signs in. */
	n8nUrl: string;
	owner: { email: string; password: string };
	/** The workflows in it, by what they are about. */
	workflows: Record<string, string>;
	credentials: SandboxCredential[];
}

/** Names and values in two columns. */
function columns(rows: Array<{ name: string; value: string }>, indent: string): string {
	const width = Math.max(...rows.map(({ name }) => name.length));
	return rows.map(({ name, value }) => `${indent}${name.padEnd(width)}  ${value}`).join('\n');
}

/** The text that `npm start` ends with. */
export function welcome({ sandboxUrl, n8nUrl, owner, workflows, credentials }: Running): string {
	const page = sandboxUrl.replace('127.0.0.1', 'localhost');
	const signIn = [
		{ name: 'Email', value: owner.email },
		{ name: 'Password', value: owner.password },
	];
	const links = Object.entries(workflows).map(([name, id]) => ({ name, value: `${n8nUrl}/workflow/${id}` }));
	const keys = credentials.map(
		(credential) => `  ${credential.type.displayName}\n${columns(fieldsOf(credential), '    ')}`,
	);
	return `
The sandbox, which stands in for the services. Send alerts and open disputes with the buttons on its page:

  ${page}

An n8n with this package. Sign in:

  ${n8nUrl}
${columns(signIn, '    ')}

Workflows in it, ready for the sandbox. Watch them run under Executions:

${columns(links, '  ')}

Keys of the sandbox, for credentials of your own, under the names of their fields:

${keys.join('\n\n')}

Next: build your first workflow in ten steps, docs/first-workflow.md.
All data is invented. The orders are ORDER-1001 to ORDER-1003. This n8n starts empty each time, so download what you want to keep.
Ctrl-C stops everything.`;
}
