import { runAlertStory } from './alertStory';
import { OWNER, startServices, type Services } from './services';
import { textTable } from './textTable';

const HELP = `npm start            starts the sandbox and n8n, and keeps them running until Ctrl-C
npm start -- --once  sends one alert of each type, prints how each was answered, and ends

Variables: N8N_PORT (5678 or the next free one), SANDBOX_PORT (4010 or the next free one),
           N8N_NODES_CHARGEBACK_CACHE (where n8n is installed, once)`;

const say = (text: string): void => {
	process.stdout.write(`${text}\n`);
};

function printWelcome({ n8n, sandboxUrl, workflowId }: Services): void {
	say(`
An n8n with this package is running, and a sandbox that stands in for the services. All data are invented.

  n8n       ${n8n.url}/workflow/${workflowId}
  Sign in   ${OWNER.email} / ${OWNER.password}
  Sandbox   ${sandboxUrl}/_sandbox

Next: open the workflow, then send an alert from another terminal and watch it run under Executions:

  curl -s ${sandboxUrl}/_sandbox/chargebackhit/alerts -H 'content-type: application/json' \\
    -d '{"type": "inquiry", "transaction": {"transaction_merchant_id": "ORDER-1001"}}'

Other types: init-refund, resolved, prevented, fraud-notification, dispute-notification. Orders: ORDER-1001 to ORDER-1003.
This n8n starts anew each time: export what you want to keep. Ctrl-C stops everything.`);
}

/** Sends the alerts and prints the table. @returns the exit code */
async function runOnce(services: Services): Promise<number> {
	say('Sending one alert of each type');
	const { results, problems } = await runAlertStory(services);
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
	for (const problem of problems) say(`Not right: ${problem}`);
	if (problems.length === 0) say('All six alerts were answered right, and the init-refund alert has its final outcome.');
	return problems.length === 0 ? 0 : 1;
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
		say('\nStopping');
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
