import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { N8nClient } from '../../tools/n8n/client';
import { wholeExecutions } from './harness/executions';
import { formsOf, ManySpellings } from './secretForms';

/** A text that users, logs or databases keep, and where it was found. */
export interface Evidence {
	source: string;
	/** Bytes where they come from a file, in whatever encoding. */
	text: string | Buffer;
}

/** A secret by a name that does not show it. */
export interface Secret {
	name: string;
	/** Where it is kept rightly. */
	lawful?: 'database';
}

/** A secret that was seen where it must not be. */
export interface Finding {
	source: string;
	/** Which secret, without showing it. */
	secret: string;
	form: string;
}

/** Shorter values are words that stand everywhere. */
const SHORTEST_SECRET = 8;
const NOTED = 'secrets.jsonl';
const EXECUTIONS = 'executions.jsonl';

/** Notes what a test hands to n8n as a credential. Which of its fields are secret is looked up at the end. */
export function noteCredential(folder: string, type: string, data: IDataObject): void {
	appendFileSync(path.join(folder, NOTED), `${JSON.stringify({ type, data })}\n`);
}

/** Lines that this process has noted: tokens and keys go out with thousands of requests. */
const written = new Set<string>();

/**
 * Notes any other secret: a token, a signature, a card number.
 *
 * @param lawful `database` where n8n has to keep it in readable form, as a trigger's own data
 */
export function noteSecret(folder: string, name: string, value: string, lawful?: Secret['lawful']): void {
	if (value.trim().length < SHORTEST_SECRET) return;
	const line = `${JSON.stringify({ name, value, lawful })}\n`;
	if (written.has(folder + line)) return;
	written.add(folder + line);
	appendFileSync(path.join(folder, NOTED), line);
}

/** Keeps all executions, of one workflow or of all, as n8n gives them out, before they are deleted. */
export async function keepExecutions(folder: string, client: N8nClient, workflowId?: string): Promise<number> {
	let kept = 0;
	for await (const { id, whole } of wholeExecutions(client, workflowId)) {
		appendFileSync(path.join(folder, EXECUTIONS), `${JSON.stringify({ id, whole })}\n`);
		kept++;
	}
	return kept;
}

interface CredentialType {
	name: string;
	properties: INodeProperties[];
}

/** The secrets noted so far, by a name that does not show them. */
export function notedSecrets(folder: string, types: CredentialType[]): Map<string, Secret> {
	const secrets = new Map<string, Secret>();
	const add = (value: unknown, secret: Secret) => {
		if (typeof value !== 'string' || value.trim().length < SHORTEST_SECRET) return;
		const text = value.trim();
		// what one note allows and another does not is not allowed
		const known = secrets.get(text);
		if (known === undefined || known.lawful !== undefined) secrets.set(text, secret);
	};
	const file = path.join(folder, NOTED);
	if (!existsSync(file)) return secrets;
	for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
		const noted = JSON.parse(line) as { type: string; data: IDataObject } | (Secret & { value: string });
		if ('value' in noted) {
			add(noted.value, { name: noted.name, lawful: noted.lawful });
			continue;
		}
		const { properties = [] } = types.find(({ name }) => name === noted.type) ?? {};
		const hidden = properties.filter(({ typeOptions }) => typeOptions?.password === true).map(({ name }) => name);
		for (const name of hidden) {
			add(noted.data[name], { name: `${noted.type}.${name}` });
			if (noted.type === 'kountOAuth2Api')
				add(clientSecretOf(noted.data[name]), { name: `the client secret in ${noted.type}.${name}` });
		}
	}
	return secrets;
}

/** The secret inside a Basic key: base64 of `id:secret`. */
export function clientSecretOf(key: unknown): string | undefined {
	const encoded = String(key ?? '')
		.trim()
		.replace(/^basic\s+/i, '');
	const [, secret] = /^[^:]*:([^]*)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
	return secret;
}

const isDatabase = (source: string): boolean => /\.sqlite(-wal)?$/.test(source);

/** Every secret in every text. */
export function findSecrets(evidence: Iterable<Evidence>, secrets: Map<string, Secret>): Finding[] {
	const findings: Finding[] = [];
	const spellings = new ManySpellings<{ secret: Secret; form: string }>();
	for (const [value, secret] of secrets) {
		for (const [form, spelled] of formsOf(value)) {
			const known = { secret, form };
			spellings.add(spelled, known);
			// a file may be in latin1 itself
			if (form !== 'read as latin1' && /[\u0080-\u00ff]/.test(spelled) && !/[\u0100-\uffff]/.test(spelled))
				spellings.add(spelled, known, 'latin1');
		}
	}
	for (const { source, text } of evidence) {
		for (const { secret, form } of spellings.in(Buffer.isBuffer(text) ? text : Buffer.from(text, 'utf8'))) {
			if (secret.lawful !== 'database' || !isDatabase(source)) findings.push({ source, secret: secret.name, form });
		}
	}
	return findings;
}

/** The files below a folder, at most so many bytes each. */
function* filesBelow(folder: string, wanted: RegExp): Generator<Evidence> {
	if (!existsSync(folder)) return;
	for (const name of readdirSync(folder, { recursive: true }) as string[]) {
		const file = path.join(folder, name);
		if (wanted.test(name) && statSync(file).isFile()) yield { source: name, text: readFileSync(file) };
	}
}

/**
 * What a run of tests has left: the executions that were kept, n8n's console, its event log, and its database, in which deleted
 * executions live on for a while; credentials are encrypted there.
 *
 * @param folder with the notes and n8n's console in `n8n.log`
 * @param userFolders of n8n, one for each of its processes
 */
export function* evidenceOf(folder: string, ...userFolders: string[]): Generator<Evidence> {
	const executions = path.join(folder, EXECUTIONS);
	if (existsSync(executions)) {
		for (const line of readFileSync(executions, 'utf8').trim().split('\n'))
			yield { source: `execution ${(JSON.parse(line) as { id: string }).id}`, text: line };
	}
	yield* filesBelow(folder, /^[^/\\]*\.log$/);
	for (const userFolder of userFolders)
		yield* filesBelow(path.join(userFolder, '.n8n'), /^[^/\\]*\.(log|sqlite|sqlite-wal)$|^crash\.journal$/);
}
