import type { KlaviSettings } from '../../klavi/settings';
import type { JournalEntry } from '../../shared/journal';
import { isObject, parseJson } from '../../shared/jsonBody';
import { tokenFinding } from './kountProof';
import { authorizationOf, claimsOf, compareKeys, type Proof } from './proof';

const PAYER_PAGES = /^\/(bank\/|checkout$)/;
const KEY_CALLS = /\/(auth|whitelabel|payment-links)$/;

/** How a request to Klavi was authenticated: with the key pair where tokens are issued, otherwise with a token. */
export function klaviProof(entry: JournalEntry, settings: KlaviSettings): Proof {
	const path = entry.path.split('?', 1)[0];
	const { scheme, credentials } = authorizationOf(entry.headers.authorization);
	const proof: Proof = {
		kind: 'Bearer token',
		check: entry.signature,
		finding: 'The token was issued by this sandbox and was still valid.',
		recipe:
			'The auth call issues the token for the access key and the secret key. The Klavi node fetches one for each payment.',
		comparisons: [],
	};
	if (PAYER_PAGES.test(path)) {
		return {
			...proof,
			kind: 'Link',
			check: 'not needed',
			finding: 'This is a page for the payer. The link itself is the proof.',
			recipe: undefined,
		};
	}
	if (scheme.toLowerCase() === 'bearer') {
		return entry.signature === 'valid' ? proof : { ...proof, ...tokenFinding(claimsOf(credentials), entry.at) };
	}
	const body = parseJson(Buffer.from(entry.body, 'utf8'));
	if (KEY_CALLS.test(path) || (isObject(body) && body.accessKey !== undefined)) {
		return keyProof(entry, isObject(body) ? body : {}, settings);
	}
	return {
		...proof,
		finding: 'The request has no bearer token in the header Authorization.',
		advice: 'In n8n, choose a Klavi API credential in the node.',
	};
}

function keyProof(entry: JournalEntry, body: Record<string, unknown>, settings: KlaviSettings): Proof {
	const given = { accessKey: body.accessKey, secretKey: body.secretKey };
	const proof: Proof = {
		kind: 'Key pair',
		check: entry.signature,
		finding: 'The access key and the secret key are correct.',
		recipe: 'Both keys go into the body of the call, unchanged.',
		comparisons: [],
	};
	const lacking = Object.entries(given).filter(([, key]) => typeof key !== 'string' || key === '');
	if (lacking.length > 0) {
		return { ...proof, finding: `The body has no ${lacking.map(([name]) => name).join(' and ')}.` };
	}
	const [access, secret] = [String(given.accessKey), String(given.secretKey)];
	proof.comparisons = [
		compareKeys('access key', settings.accessKey, access),
		compareKeys('secret key', settings.secretKey, secret),
	];
	const wrong = proof.comparisons.filter(({ parting }) => parting !== null).map(({ of }) => of);
	if (entry.signature === 'valid') return proof;
	const isSwapped = access === settings.secretKey && secret === settings.accessKey;
	return {
		...proof,
		finding: isSwapped
			? 'The two keys are swapped.'
			: `The ${wrong.join(' and the ')} ${wrong.length > 1 ? 'are wrong' : 'is wrong'}.`,
		advice: 'Copy the Access Key and the Secret Key from this page into the credential.',
	};
}
