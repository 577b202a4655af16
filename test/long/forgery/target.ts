import type { IDataObject } from 'n8n-workflow';

import type { Forgeable } from './forgeries';

/** A trigger with its secrets, and deliveries that it accepts. */
export interface Target extends Forgeable {
	/** Node type without the package. */
	node: string;
	/** The end of its address. */
	path: string;
	parameters: IDataObject;
	/** By credential type. */
	credentials: Record<string, IDataObject>;
	/** What the trigger has stored since it was activated. */
	stored?: IDataObject;
	/** Called once a real n8n has activated the trigger. */
	activated?: () => void;
	close: () => Promise<void>;
}

/** How many genuine deliveries there are to forge. */
export const GENUINE = 12;

export const JSON_TYPE = { 'content-type': 'application/json' };

/** Nothing to close. */
export const nothing = async (): Promise<void> => await Promise.resolve();
