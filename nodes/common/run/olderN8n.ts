import type { INode } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';

/**
 * An n8n before 2.34.6, and 2.35.0 to 2.35.2, takes an error item with `details` for a good one: it comes out of the first output.
 * They cannot be asked for their version; 2.36 is the first with this export, and those between the two lose nothing but a field.
 */
const READS_DETAILS = 'redactedHeaders' in n8nWorkflow;

/** True where error items of this node may carry `details` in a field of their own. */
export function mayHaveDetails({ onError }: INode): boolean {
	return READS_DETAILS || onError !== 'continueErrorOutput';
}
