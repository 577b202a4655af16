import { createHash } from 'node:crypto';
import path from 'node:path';

import type { N8nRuntime } from './install';

/** Settings of an n8n (or a test runner, or an npm script) around this process that must not reach the one started. */
const FOREIGN_SETTINGS =
	/^(N8N_|DB_|EXECUTIONS_|QUEUE_|WORKFLOWS_|NODES_|GENERIC_|CREDENTIALS_|EXTERNAL_|WEBHOOK_URL$|NODE_ENV$|NODE_OPTIONS$|NODE_PATH$|JEST_WORKER_ID$|npm_)/;

/** Settings that turn off every call from n8n to its vendor. */
const CALL_NOBODY = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_MCP_COMMUNITY_NODE_DISCOVERY_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_LICENSE_DETACH_FLOATING_ON_SHUTDOWN: 'false',
	N8N_DISABLED_MODULES: 'mcp-registry',
};

/** Settings that skip what a new user sees before the editor. */
const NO_CEREMONY = {
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
};

/** The settings for starting an n8n process. */
export interface N8nSettings {
	runtime: N8nRuntime;
	/** n8n keeps its database and installed packages in `<userFolder>/.n8n`. */
	userFolder: string;
	port: number;
	/** The port of n8n's task broker. Without its own port, a second n8n on the machine would not start. */
	brokerPort: number;
	/** Additional n8n settings, which override the ones set here. `undefined` leaves a setting unset. */
	environment?: Environment;
}

/** Settings by their environment names. */
export type Environment = Record<string, string | undefined>;

/**
 * The complete environment of an n8n process: this process's environment without unrelated settings, plus ours. The encryption key
 * is derived from the user folder, so that n8n can read its credentials after any restart.
 */
export function n8nEnvironment(settings: N8nSettings): Environment {
	const inherited: Environment = {};
	for (const [name, value] of Object.entries(process.env)) {
		if (!FOREIGN_SETTINGS.test(name)) inherited[name] = value;
	}
	const programs = path.join(settings.runtime.folder, 'node_modules', '.bin');
	return {
		...inherited,
		PATH: [programs, process.env.PATH].join(path.delimiter),
		...CALL_NOBODY,
		...NO_CEREMONY,
		DB_TYPE: 'sqlite',
		N8N_USER_FOLDER: settings.userFolder,
		N8N_ENCRYPTION_KEY: createHash('sha256').update(path.resolve(settings.userFolder)).digest('hex').slice(0, 32),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(settings.port),
		N8N_WEBHOOK_URL: `http://127.0.0.1:${settings.port}/`,
		N8N_RUNNERS_BROKER_PORT: String(settings.brokerPort),
		// The editor is served over plain HTTP on the loopback address.
		N8N_SECURE_COOKIE: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		NO_COLOR: '1',
		...settings.environment,
	};
}
