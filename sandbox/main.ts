import { createSandbox } from './server';
import { ControlError } from './shared/controlFields';

const DEFAULT_PORT = 4010;

const stopWith = (sentence: string): never => {
	process.stderr.write(`${sentence}\n`);
	process.exit(1);
};

function readPort(text: string | undefined): number {
	if (!text) return DEFAULT_PORT;
	const port = Number(text);
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		return stopWith(`SANDBOX_PORT must be a whole number from 0 to 65535; it was "${text}".`);
	}
	return port;
}

/**
 * Starts the sandbox for people: `SANDBOX_PORT` or 4010, settings from the environment, until Ctrl-C or SIGTERM. It listens on this
 * machine only. In a container, `SANDBOX_HOST=0.0.0.0` lets the container's ports decide.
 */
async function main(): Promise<void> {
	const port = readPort(process.env.SANDBOX_PORT);
	const sandbox = await createSandbox({ environment: process.env });
	const url = await sandbox.listen(port, process.env.SANDBOX_HOST || undefined);
	let stopping = false;
	const stop = (): void => {
		if (stopping) return;
		stopping = true;
		void sandbox.close().then(() => process.exit(0));
	};
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
	const { publicKey, secretKey, webhookUrl } = sandbox.settings.chargebackhit;
	const { kloutit, kount, klavi } = sandbox.settings;
	const targets: Record<string, string | null> = {
		SANDBOX_CHARGEBACKHIT_WEBHOOK_URL: webhookUrl,
		SANDBOX_KLOUTIT_WEBHOOK_URL: kloutit.webhookUrl,
		SANDBOX_KOUNT_WEBHOOK_URL: kount.webhookUrl,
		SANDBOX_KOUNT_SIGNED_WEBHOOK_URL: kount.signedWebhookUrl,
		SANDBOX_KLAVI_WEBHOOK_URL: klavi.webhookUrl,
	};
	process.stdout.write(
		[
			`Sandbox page:  ${url.replace('127.0.0.1', 'localhost')}`,
			'',
			`It shows everything below and more. The sandbox is listening on ${url}. All data is invented.`,
			'',
			'Credentials, under the names of their fields in n8n',
			'',
			'Chargebackhit API',
			`  Public Key   ${publicKey}`,
			`  Secret Key   ${secretKey}`,
			`  Base URL     ${url}/chargebackhit`,
			'Kloutit API',
			`  API Key      ${kloutit.apiKey}`,
			`  Base URL     ${url}/kloutit`,
			'Kount OAuth2 API',
			`  API Key      ${kount.apiKey}`,
			'  Token Server Custom',
			`  Token URL    ${url}/kount/as/token`,
			`  Base URL     ${url}/kount`,
			'Kount Webhook API',
			`  Header Name  ${kount.webhookHeaderName}`,
			`  Secret       ${kount.webhookHeaderValue}`,
			'Klavi API',
			`  Access Key   ${klavi.accessKey}`,
			`  Secret Key   ${klavi.secretKey}`,
			'  Environment  Custom',
			`  Base URL     ${url}/klavi`,
			'',
			'Where events go: paste the URL of a trigger into the page, or set the environment variable',
			...Object.entries(targets).map(([variable, target]) => `  ${variable.padEnd(36)} ${target ?? 'not set'}`),
			'',
			'Control',
			`  GET          ${url}/_sandbox                        overview`,
			`  GET, PATCH   ${url}/_sandbox/settings               keys, webhook URL, latency`,
			`  GET, DELETE  ${url}/_sandbox/requests               requests received and their responses`,
			`  POST         ${url}/_sandbox/reset                  reset everything`,
			`  GET, POST    ${url}/_sandbox/faults                 wrong statuses, delays, resets, broken bodies`,
			`  GET, POST    ${url}/_sandbox/limits                 rate limits`,
			`  GET, POST    ${url}/_sandbox/chargebackhit/alerts   send an alert to the webhook URL`,
			`  GET, POST    ${url}/_sandbox/kloutit/events         send an event to the subscriptions`,
			`  GET          ${url}/_sandbox/kloutit/cases          cases with status and files`,
			`  GET, POST    ${url}/_sandbox/kount/events           send a chargeback alert event`,
			`  POST         ${url}/_sandbox/kount/signed-events    send a signed Kount 360 event`,
			`  GET          ${url}/_sandbox/kount/public-key       the key that verifies the signed events`,
			`  GET, POST    ${url}/_sandbox/kount/alerts           alerts that can be answered`,
			`  POST         ${url}/_sandbox/kount/tokens/expire    expire all tokens now`,
			`  GET, POST    ${url}/_sandbox/klavi/clock            advance the clock of payments and tokens`,
			`  GET          ${url}/_sandbox/klavi/payments         payments with their status and consent URL`,
			`  GET, POST    ${url}/_sandbox/klavi/events           send an event about an instant payment`,
			'',
			'Stop with Ctrl-C.',
			'',
		].join('\n'),
	);
}

main().catch((error: NodeJS.ErrnoException & { port?: number }) => {
	if (error.code === 'EADDRINUSE') {
		stopWith(`Port ${error.port} is already in use. Stop what is using it, or choose another one with SANDBOX_PORT.`);
	}
	stopWith(error instanceof ControlError ? error.message : (error.stack ?? String(error)));
});
