import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { N8nClient } from '../../sandbox/n8n/client';
import { wholeExecutions } from './harness/executions';

/** A text that users, logs or databases keep, and where it was found. */
export interface Evidence {
	source: string;
	text: string;
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

/** Notes any other secret: a token, a signature, a card number. */
export function noteSecret(folder: string, name: string, value: string): void {
	appendFileSync(path.join(folder, NOTED), `${JSON.stringify({ name, value })}\n`);
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
export function notedSecrets(folder: string, types: CredentialType[]): Map<string, string> {
	const secrets = new Map<string, string>();
	const add = (value: unknown, name: string) => {
		if (typeof value === 'string' && value.trim().length >= SHORTEST_SECRET) secrets.set(value.trim(), name);
	};
	const file = path.join(folder, NOTED);
	if (!existsSync(file)) return secrets;
	for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
		const noted = JSON.parse(line) as { type: string; data: IDataObject } | { name: string; value: string };
		if ('value' in noted) {
			add(noted.value, noted.name);
			continue;
		}
		const { properties = [] } = types.find(({ name }) => name === noted.type) ?? {};
		const hidden = properties.filter(({ typeOptions }) => typeOptions?.password === true).map(({ name }) => name);
		for (const name of hidden) add(noted.data[name], `${noted.type}.${name}`);
	}
	return secrets;
}

/** The forms in which a secret could be told. */
function formsOf(secret: string): Array<[string, string]> {
	const forms: Array<[string, string]> = [
		['as it is', secret],
		['in an address', encodeURIComponent(secret)],
		['in JSON', JSON.stringify(secret).slice(1, -1)],
		['in base64', Buffer.from(secret).toString('base64').replace(/=+$/, '')],
		['in hexadecimal', Buffer.from(secret).toString('hex')],
	];
	return forms.filter(([, form], place) => forms.findIndex(([, other]) => other === form) === place);
}

/** Every secret in every text. */
export function findSecrets(evidence: Iterable<Evidence>, secrets: Map<string, string>): Finding[] {
	const findings: Finding[] = [];
	for (const { source, text } of evidence) {
		for (const [secret, name] of secrets) {
			for (const [form, spelled] of formsOf(secret)) if (text.includes(spelled)) findings.push({ source, secret: name, form });
		}
	}
	return findings;
}

/** The files below a folder, at most so many bytes each. */
function* filesBelow(folder: string, wanted: RegExp): Generator<Evidence> {
	if (!existsSync(folder)) return;
	for (const name of readdirSync(folder, { recursive: true }) as string[]) {
		const file = path.join(folder, name);
		if (wanted.test(name) && statSync(file).isFile()) yield { source: name, text: readFileSync(file, 'latin1') };
	}
}

/**
 * What a run of tests has left: the executions that were kept, n8n's console, its event log, and its database, in which deleted
 * executions live on for a while; credentials are encrypted there.
 *
 * @param folder with the notes and n8n's console in `n8n.log`
 * @param userFolder of n8n
 */
export function* evidenceOf(folder: string, userFolder: string): Generator<Evidence> {
	const executions = path.join(folder, EXECUTIONS);
	if (existsSync(executions)) {
		for (const line of readFileSync(executions, 'utf8').trim().split('\n')) yield { source: `execution ${(JSON.parse(line) as { id: string }).id}`, text: line };
	}
	yield* filesBelow(folder, /^[^/\\]*\.log$/);
	yield* filesBelow(path.join(userFolder, '.n8n'), /^[^/\\]*\.(log|sqlite|sqlite-wal)$|^crash\.journal$/);
}
