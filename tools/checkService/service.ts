import type { Inspection } from './inspection';

/** What an account of a service needs, by name: `publicKey`. */
export type Keys = Record<string, string>;

/** How one service is compared with its contract. Written from `docs/contracts`, and from nothing else. */
export interface CheckedService {
	name: string;
	/** Section of the contract with the table of open doubts. */
	doubtsSection: string;
	/** Where requests go unless a base URL is given. */
	baseUrl: string;
	/** Hosts that the service documents as its sandbox: writes may go there. */
	sandboxHosts: readonly string[];
	/** The variable of each key, and whether it can be left out. */
	variables: Record<string, { variable: string; optional?: string }>;
	/** Requests that change nothing. */
	reads(inspection: Inspection, keys: Keys, baseUrl: string): Promise<void>;
	/** Requests that create or change records. */
	writes(inspection: Inspection, keys: Keys, baseUrl: string): Promise<void>;
}
