import type { KloutitSettings } from '../../kloutit/settings';
import type { JournalEntry } from '../../shared/journal';
import { compareKeys, type Proof } from './proof';

/** How the API key of a request to Kloutit was checked. */
export function kloutitProof(entry: JournalEntry, { apiKey }: KloutitSettings): Proof {
	const proof: Proof = {
		kind: 'API key',
		check: entry.signature,
		finding: 'The API key is correct.',
		recipe: 'The API key goes into the header x-api-key, unchanged.',
		comparisons: [],
	};
	if (entry.path.split('?', 1)[0] === '/health') {
		return { ...proof, check: 'not needed', finding: 'This call needs no key.' };
	}
	const given = entry.headers['x-api-key'];
	if (given === undefined || given === '') {
		const advice = 'In n8n, choose a Kloutit API credential in the node.';
		return { ...proof, finding: 'The request has no header x-api-key.', advice };
	}
	proof.comparisons = [compareKeys('API key', apiKey, String(given))];
	if (entry.signature === 'valid') return proof;
	return {
		...proof,
		finding: 'The API key is wrong.',
		advice: 'Copy the API Key from this page into the credential.',
	};
}
