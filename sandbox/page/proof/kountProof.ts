import { isTokenPath } from '../../kount/routes/tokens';
import type { KountSettings } from '../../kount/settings';
import type { JournalEntry } from '../../shared/journal';
import { authorizationOf, claimsOf, compareKeys, type Proof } from './proof';

/** How a request to Kount was authenticated: with the API key at the token endpoints, otherwise with a token. */
export function kountProof(entry: JournalEntry, settings: KountSettings): Proof {
	return isTokenPath(entry.path.split('?', 1)[0]) ? keyProof(entry, settings) : tokenProof(entry);
}

function keyProof(entry: JournalEntry, { apiKey }: KountSettings): Proof {
	const proof: Proof = {
		kind: 'API key',
		check: entry.signature,
		finding: 'The API key is correct. It was used to request a token.',
		recipe: 'The API key goes into the header Authorization, unchanged, after the word Basic and one space.',
		comparisons: [],
	};
	if (entry.headers.authorization === undefined) {
		return { ...proof, finding: 'The request has no header Authorization.' };
	}
	const { scheme, credentials } = authorizationOf(entry.headers.authorization);
	proof.comparisons = [compareKeys('header Authorization', `Basic ${apiKey}`, entry.headers.authorization)];
	if (entry.signature === 'valid') return proof;
	const advice = 'Copy the API Key from this page into the Kount OAuth2 API credential.';
	if (scheme !== 'Basic')
		return { ...proof, finding: `The header begins with "${scheme}". It must begin with "Basic".`, advice };
	const plain = Buffer.from(apiKey, 'base64').toString('utf8');
	const twice = Buffer.from(apiKey, 'utf8').toString('base64');
	if (credentials === plain || credentials === twice || credentials.startsWith(twice.replace(/=+$/, ''))) {
		const finding = `The key is correct, but it ${credentials === plain ? 'is not base64' : 'was encoded as base64 twice'}.`;
		return { ...proof, finding, advice: 'The API key is already base64. Send it unchanged.' };
	}
	return { ...proof, finding: 'The API key is wrong.', advice };
}

function tokenProof(entry: JournalEntry): Proof {
	const proof: Proof = {
		kind: 'Bearer token',
		check: entry.signature,
		finding: 'The token was issued by this sandbox and was still valid.',
		recipe: 'The token URL issues the token for the API key. n8n fetches and renews it automatically.',
		comparisons: [],
	};
	if (entry.signature === 'valid') return proof;
	const { scheme, credentials } = authorizationOf(entry.headers.authorization);
	if (scheme === '') return { ...proof, finding: 'The request has no header Authorization.' };
	if (scheme.toLowerCase() !== 'bearer') {
		const finding = `The header begins with "${scheme}". It must begin with "Bearer".`;
		return { ...proof, finding, advice: 'This call requires a token. The API key is only for fetching one.' };
	}
	return { ...proof, ...tokenFinding(claimsOf(credentials), entry.at) };
}

/** Why a token is not accepted, as far as the token itself shows. Its text is never shown. */
export function tokenFinding(
	claims: Record<string, unknown> | undefined,
	at: string,
): Pick<Proof, 'finding' | 'advice'> {
	if (claims === undefined) return { finding: 'The value is not a token of this service.' };
	const ending = typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
	if (ending !== undefined && ending <= Date.parse(at)) {
		return {
			finding: `The token expired at ${new Date(ending).toISOString()}.`,
			advice: 'n8n fetches a new one automatically after this 401.',
		};
	}
	return {
		finding: 'The token was not found here, or was ended early.',
		advice: 'A reset or restart of the sandbox forgets all tokens. n8n fetches a new one automatically after this 401.',
	};
}
