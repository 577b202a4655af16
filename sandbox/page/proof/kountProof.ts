import { isTokenPath } from '../../kount/routes/tokens';
import type { KountSettings } from '../../kount/settings';
import type { JournalEntry } from '../../shared/journal';
import { authorizationOf, claimsOf, compareKeys, type Proof } from './proof';

/** Tells how a request to Kount proved itself: with the API key where tokens are given out, else with a token. */
export function kountProof(entry: JournalEntry, settings: KountSettings): Proof {
	return isTokenPath(entry.path.split('?', 1)[0]) ? keyProof(entry, settings) : tokenProof(entry);
}

function keyProof(entry: JournalEntry, { apiKey }: KountSettings): Proof {
	const proof: Proof = {
		kind: 'API key',
		check: entry.signature,
		finding: 'The API key is right; a token was asked for with it.',
		recipe: 'The API key goes as it stands into the header Authorization, after the word Basic and one space.',
		comparisons: [],
	};
	if (entry.headers.authorization === undefined) {
		return { ...proof, finding: 'The request came without the header Authorization.' };
	}
	const { scheme, credentials } = authorizationOf(entry.headers.authorization);
	proof.comparisons = [compareKeys('header Authorization', `Basic ${apiKey}`, entry.headers.authorization)];
	if (entry.signature === 'valid') return proof;
	const advice = 'Copy the API Key from this page into the Kount OAuth2 API credential.';
	if (scheme !== 'Basic')
		return { ...proof, finding: `The header begins with "${scheme}"; it must begin with "Basic".`, advice };
	const plain = Buffer.from(apiKey, 'base64').toString('utf8');
	const twice = Buffer.from(apiKey, 'utf8').toString('base64');
	if (credentials === plain || credentials === twice || credentials.startsWith(twice.replace(/=+$/, ''))) {
		const finding = `The key is right but ${credentials === plain ? 'is missing its base64' : 'went through base64 twice'}.`;
		return { ...proof, finding, advice: 'The API key is base64 already: it is sent as it stands.' };
	}
	return { ...proof, finding: 'The API key is another one.', advice };
}

function tokenProof(entry: JournalEntry): Proof {
	const proof: Proof = {
		kind: 'Bearer token',
		check: entry.signature,
		finding: 'The token was given out by this sandbox and was still good.',
		recipe: 'The token comes from the token URL, for the API key; n8n fetches and renews it by itself.',
		comparisons: [],
	};
	if (entry.signature === 'valid') return proof;
	const { scheme, credentials } = authorizationOf(entry.headers.authorization);
	if (scheme === '') return { ...proof, finding: 'The request came without the header Authorization.' };
	if (scheme.toLowerCase() !== 'bearer') {
		const finding = `The header begins with "${scheme}"; it must begin with "Bearer".`;
		return { ...proof, finding, advice: 'Here a token is needed; the API key only serves to fetch it.' };
	}
	return { ...proof, ...tokenFinding(claimsOf(credentials), entry.at) };
}

/** Why a token is not taken, as far as the token itself tells; its text is shown nowhere. */
export function tokenFinding(
	claims: Record<string, unknown> | undefined,
	at: string,
): Pick<Proof, 'finding' | 'advice'> {
	if (claims === undefined) return { finding: 'What came is no token of this service.' };
	const ending = typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
	if (ending !== undefined && ending <= Date.parse(at)) {
		return {
			finding: `The token had ended at ${new Date(ending).toISOString()}.`,
			advice: 'n8n fetches a new one by itself after the refusal.',
		};
	}
	return {
		finding: 'The token is not known here, or was ended before its time.',
		advice:
			'A reset or a restart of the sandbox forgets all tokens; n8n fetches a new one by itself after the refusal.',
	};
}
