import type { Resource } from '../../../common/operation';
import { generateSandboxAlert } from './generateSandboxAlert';
import { validateOutcome } from './validateOutcome';

export const integration: Resource = {
	value: 'integration',
	name: 'Testing (Integration)',
	description: 'Tools to test the connection with a sandbox account',
	operations: [generateSandboxAlert, validateOutcome],
};
