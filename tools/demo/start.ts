import { runAlertScenario } from './alertScenario';
import { runCaseScenario } from './caseScenario';
import { runKlaviScenario } from './klaviScenario';
import { runKountScenario } from './kountScenario';
import { OWNER, type Services, startServices } from './services';
import { textTable } from './textTable';
import { welcome } from './welcome';

const HELP = `npm start            starts the sandbox and n8n, and keeps them running until Ctrl-C
npm start -- --once  sends alerts, opens a dispute, uploads orders, pays a refund, prints the results, and ends

Environment variables: N8N_PORT (5678 or the next free one), SANDBOX_PORT (4010 or the next free one),
                       N8N_NODES_CHARGEBACK_CACHE (where n8n is installed, once)`;

const say = (text: string): void => {
	process.stdout.write(`${text}\n`);
};

function printWelcome({ n8n, sandboxUrl, credentials, alerts, cases, kount, klavi }: Services): void {
	say(
		welcome({
			sandboxUrl,
			n8nUrl: n8n.url,
			owner: OWNER,
			workflows: {
				Alerts: alerts.workflowId,
				Disputes: cases.workflowId,
				Orders: kount.uploadId,
				'Kount alerts': kount.answers.workflowId,
				Refunds: klavi.workflowId,
			},
			credentials: Object.values(credentials),
		}),
	);
}

/** Sends the alerts and prints how each was answered. @returns whether everything was right */
async function showAlerts(services: Services): Promise<boolean> {
	say('Sending one alert of each type');
	const { results, problems } = await runAlertScenario(services);
	say('');
	say(
		textTable(results, [
			{ heading: 'alert', of: ({ type }) => type },
			{ heading: 'answered with', of: ({ answeredWith }) => answeredWith },
			{ heading: 'after', of: ({ milliseconds }) => `${milliseconds} ms` },
			{ heading: 'execution', of: ({ executionId }) => executionId },
			{ heading: 'verdict', of: ({ verdict }) => verdict },
			{ heading: 'final outcome', of: ({ finalOutcome }) => finalOutcome },
		]),
	);
	say('');
	for (const problem of problems) say(`Problem: ${problem}`);
	if (problems.length === 0)
		say('All six alerts were answered correctly, and the init-refund alert has its final outcome.');
	return problems.length === 0;
}

function printSteps(steps: Array<{ step: string; result: string }>): void {
	say(
		textTable(steps, [
			{ heading: 'step', of: ({ step }) => step },
			{ heading: 'result', of: ({ result }) => result },
		]),
	);
	say('');
}

/** Has a dispute defended and prints the steps. @returns whether everything was right */
async function showCase(services: Services): Promise<boolean> {
	say('\nOpening a dispute');
	const { result, problems } = await runCaseScenario(services);
	say(`\nCase ${result.expedientNumber}, execution ${result.executionId}`);
	printSteps(result.steps);
	for (const problem of problems) say(`Problem: ${problem}`);
	if (problems.length === 0)
		say('The dispute was defended: the case is complete, the receipt is attached, and the defense opens.');
	return problems.length === 0;
}

/** Uploads a day of orders, has a Kount alert answered, and prints the steps. @returns whether everything was right */
async function showKount(services: Services): Promise<boolean> {
	say('\nUploading a day of orders to Kount, and sending one of its alerts');
	const { result, problems } = await runKountScenario(services);
	say('');
	printSteps(result.steps);
	for (const problem of problems) say(`Problem: ${problem}`);
	if (problems.length === 0) say('Kount has all orders of the day, and the alert was answered.');
	return problems.length === 0;
}

/** Has a refund paid by Pix, and prints the steps. @returns whether everything was right */
async function showKlavi(services: Services): Promise<boolean> {
	say('\nPaying a refund by Pix with Klavi');
	const { result, problems } = await runKlaviScenario(services);
	say('');
	printSteps(result.steps);
	for (const problem of problems) say(`Problem: ${problem}`);
	if (problems.length === 0) say('The refund was paid once, approved on the bank page.');
	return problems.length === 0;
}

/** All scenarios, one after the other. @returns the exit code */
async function runOnce(services: Services): Promise<number> {
	const results = [
		await showAlerts(services),
		await showCase(services),
		await showKount(services),
		await showKlavi(services),
	];
	return results.every(Boolean) ? 0 : 1;
}

async function main(): Promise<void> {
	const words = process.argv.slice(2);
	const unknown = words.find((word) => !['--once', '--help'].includes(word));
	if (unknown !== undefined || words.includes('--help')) {
		say(unknown === undefined ? HELP : `Unknown option ${unknown}.\n\n${HELP}`);
		process.exit(unknown === undefined ? 0 : 1);
	}

	let stop: (() => Promise<void>) | undefined;
	let stopping = false;
	const end = (code: number): void => {
		if (stopping) return;
		stopping = true;
		void (stop?.() ?? Promise.resolve()).finally(() => process.exit(code));
	};
	process.on('SIGINT', () => {
		if (!stopping) say('\nStopping');
		end(0);
	});
	process.on('SIGTERM', () => end(0));

	const services = await startServices(say);
	stop = services.stop;
	if (words.includes('--once')) return end(await runOnce(services).catch(reportFailure));
	printWelcome(services);
}

function reportFailure(error: Error): number {
	process.stderr.write(`${error.message}\n`);
	return 1;
}

main().catch((error: Error) => process.exit(reportFailure(error)));
