import { isSandboxAddress } from './address';
import { doubtsOf } from './doubts';
import { sender } from './http';
import { type Capture, type Finding, Inspection } from './inspection';
import { type SettledDoubt, settle } from './report';
import type { CheckedService, Keys } from './service';

export interface Report {
	findings: Finding[];
	doubts: SettledDoubt[];
	captures: Capture[];
}

const NO_WRITES = 'A write: needs --sandbox';

/** Whether a run may write. @throws Error when it was asked to, but the address may be production */
export function mayWrite(service: CheckedService, baseUrl: string, wanted: boolean): boolean {
	if (!wanted) return false;
	if (isSandboxAddress(baseUrl, service.sandboxHosts)) return true;
	const hosts = [...service.sandboxHosts, 'localhost'].join(', ');
	throw new Error(
		`--sandbox allows writes only to a sandbox. ${baseUrl} is none. Known sandboxes of ${service.name}: ${hosts}.`,
	);
}

/**
 * Compares a service with its contract. Reads first; writes only if they are allowed.
 * @throws Error when writes are asked for at an address that is no sandbox
 */
export async function checkService(
	service: CheckedService,
	{ keys, baseUrl = service.baseUrl, sandbox = false }: { keys: Keys; baseUrl?: string; sandbox?: boolean },
): Promise<Report> {
	const writes = mayWrite(service, baseUrl, sandbox);
	const inspection = new Inspection(sender(baseUrl));
	await service.reads(inspection, keys, baseUrl);
	await service.writes(writes ? inspection : inspection.withoutCalls(NO_WRITES), keys, baseUrl);
	const doubts = settle(doubtsOf(service.name, service.doubtsSection), inspection.findings);
	return { findings: inspection.findings, doubts, captures: inspection.captures };
}
