import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { reportText } from './report';
import { checkService } from './run';
import type { CheckedService, Keys } from './service';
import { SERVICES } from './services';

/** Ends with 2: the command was not understood, or something is missing. */
function stopWith(sentence: string): never {
	process.stderr.write(`${sentence}\n`);
	process.exit(2);
}

function usage(): string {
	const names = Object.keys(SERVICES);
	const variables = Object.values(SERVICES).flatMap(({ variables }) => Object.values(variables));
	return [
		'npm run check:service -- <service> [--sandbox] [--base-url <address>] [--captures <folder>]',
		'',
		`service: ${names.join(', ')}`,
		'--sandbox   also creates and changes records, only at the address of a sandbox',
		'--base-url  where the service is reached, if it is not its usual address',
		'--captures  where the responses are stored, without keys and persons (default: captures/<service>)',
		'',
		'Keys come from the environment:',
		...variables.map(({ variable, optional }) => `  ${variable}${optional ? ` (${optional})` : ''}`),
	].join('\n');
}

/** The keys of an account from the environment. */
function keysOf({ variables }: CheckedService, environment: Record<string, string | undefined>): Keys {
	const missing = Object.values(variables).filter(({ variable, optional }) => !optional && !environment[variable]);
	if (missing.length > 0) stopWith(`Set ${missing.map(({ variable }) => variable).join(' and ')} first.\n\n${usage()}`);
	return Object.fromEntries(
		Object.entries(variables).map(([name, { variable }]) => [name, (environment[variable] ?? '').trim()]),
	);
}

function argumentsOf() {
	try {
		return parseArgs({
			allowPositionals: true,
			options: {
				sandbox: { type: 'boolean', default: false },
				'base-url': { type: 'string' },
				captures: { type: 'string' },
			},
		});
	} catch (error) {
		return stopWith(`${(error as Error).message}\n\n${usage()}`);
	}
}

async function main(): Promise<void> {
	const { positionals, values } = argumentsOf();
	const [name = ''] = positionals;
	const service = Object.hasOwn(SERVICES, name) ? SERVICES[name] : stopWith(usage());
	const keys = keysOf(service, process.env);
	const baseUrl = values['base-url'] ?? service.baseUrl;
	if (!URL.canParse(baseUrl)) stopWith(`--base-url must be an address such as ${service.baseUrl}.`);
	const report = await checkService(service, { keys, baseUrl, sandbox: values.sandbox }).catch((error: Error) =>
		stopWith(error.message),
	);
	process.stdout.write(reportText(service.name, report.findings, report.doubts));
	const folder = path.resolve(values.captures ?? path.join('captures', service.name));
	mkdirSync(folder, { recursive: true });
	for (const [index, capture] of report.captures.entries()) {
		const file = path.join(folder, `${String(index + 1).padStart(2, '0')}.json`);
		writeFileSync(file, `${JSON.stringify(capture, null, '\t')}\n`);
	}
	process.stdout.write(`\n${report.captures.length} responses, without keys and persons, are in ${folder}.\n`);
	process.exitCode = report.findings.some(({ verdict }) => verdict === 'differs') ? 1 : 0;
}

void main();
