import type { INode } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';

/**
 * n8n before 2.34.6, and 2.35.0 to 2.35.2, treats an error item with `details` as a successful one: it goes to the first
 * output. n8n does not expose its version. 2.36 is the first with this export; versions in between lose only a field.
 */
const READS_DETAILS = 'redactedHeaders' in n8nWorkflow;

/** True if this node's error items may have a separate `details` field. */
export function mayHaveDetails({ onError }: INode): boolean {
	return READS_DETAILS || onError !== 'continueErrorOutput';
}
