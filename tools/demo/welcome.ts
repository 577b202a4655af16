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
The sandbox imitates the four services. Send alerts and open disputes with the buttons on its page:

  ${page}

An n8n with the chargeback nodes installed. Sign in:

  ${n8nUrl}
${columns(signIn, '    ')}

Workflows in it that use the sandbox. To see what each one did, open its Executions tab:

${columns(links, '  ')}

To create credentials for the sandbox yourself, copy these values into the fields of the same names:

${keys.join('\n\n')}

Next: build your first workflow in ten steps, docs/first-workflow.md.
All data is invented. The orders are ORDER-1001 to ORDER-1003. This n8n loses your changes when it stops, so download the workflows that you want to keep.
To stop everything, press Ctrl-C.`;
}
