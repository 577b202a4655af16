import type { ChargebackhitSettings } from '../../chargebackhit/settings';
import { sign } from '../../chargebackhit/signature';
import type { JournalEntry } from '../../shared/journal';
import { compare, compareKeys, type Proof } from './proof';

const LENGTH = 172;

/** How the signature of a request to Chargebackhit was checked (Contract: 1.3, 1.4). */
export function chargebackhitProof(entry: JournalEntry, settings: ChargebackhitSettings): Proof {
	const { publicKey, secretKey } = settings;
	const publicGiven = entry.headers.public_key as string | undefined;
	const signatureGiven = entry.headers.signature as string | undefined;
	const proof: Proof = {
		kind: 'Signature',
		check: entry.signature,
		finding: 'The public key is correct, and the signature matches the body.',
		recipe:
			`The signed text is the public key, the body (${entry.bodyBytes} bytes), and the public key again. HMAC-SHA512 with ` +
			`the secret key gives 128 lowercase hexadecimal digits. The base64 of these digits is the signature (${LENGTH} characters).`,
		comparisons: [],
	};
	if (publicGiven === undefined || signatureGiven === undefined) {
		const given = { public_key: publicGiven, signature: signatureGiven };
		const lacking = Object.entries(given)
			.filter(([, value]) => value === undefined)
			.map(([name]) => name);
		proof.finding = `The request has no header ${lacking.join(' and no header ')}.`;
		proof.advice = 'In n8n, choose a Chargebackhit API credential in the node: it adds both headers.';
		return proof;
	}
	const body = keptBody(entry);
	if (body === undefined) {
		proof.finding = 'The body was not kept, so the check cannot be repeated.';
		return proof;
	}
	const expected = sign(body, settings);
	proof.comparisons = [
		compareKeys('public key', publicKey, publicGiven),
		compare('signature', expected, signatureGiven),
	];
	if (entry.signature === 'valid') return proof;
	return { ...proof, ...diagnose(body, publicGiven, signatureGiven, { publicKey, secretKey }) };
}

/** The exact bytes of the body; `undefined` when they were too many to keep or were never read. */
function keptBody({ body, bodyBase64, bodyBytes, headers }: JournalEntry): Buffer | undefined {
	const bytes = bodyBase64 === undefined ? Buffer.from(body, 'utf8') : Buffer.from(bodyBase64, 'base64');
	const wasUnread = bodyBytes === 0 && Number(headers['content-length'] ?? 0) > 0;
	return bytes.length === bodyBytes && !wasUnread ? bytes : undefined;
}

/** What went wrong, found by trying the usual mistakes. */
function diagnose(
	body: Buffer,
	publicGiven: string,
	signatureGiven: string,
	keys: { publicKey: string; secretKey: string },
): Pick<Proof, 'finding' | 'advice'> {
	const { publicKey, secretKey } = keys;
	const expected = sign(body, keys);
	const hexadecimal = Buffer.from(expected, 'base64').toString('ascii');
	if (publicGiven === secretKey) {
		return {
			finding: 'The header public_key contains the secret key.',
			advice: 'Swap the two keys in the credential.',
		};
	}
	if (publicGiven !== publicKey) {
		const onlyThat = [expected, sign(body, { publicKey: publicGiven, secretKey })].includes(signatureGiven);
		return {
			finding: onlyThat
				? 'The public key is wrong. The secret key is correct.'
				: 'The public key is wrong, so the signature cannot match.',
			advice: 'Copy the Public Key and the Secret Key from this page into the credential.',
		};
	}
	if (signatureGiven === hexadecimal) {
		return { finding: 'The signature lacks only its last step: it was not encoded as base64.' };
	}
	if (signatureGiven === Buffer.from(hexadecimal, 'hex').toString('base64')) {
		return { finding: 'The base64 encodes the raw bytes. It has to encode the 128 hexadecimal digits.' };
	}
	const form = otherFormOf(body, (other) => sign(other, keys) === signatureGiven);
	if (form !== undefined) {
		return {
			finding: `The body was changed after it was signed: the signature matches ${form}.`,
			advice: 'Sign exactly the bytes that are sent.',
		};
	}
	if (signatureGiven.length !== LENGTH) {
		return { finding: `The signature has ${signatureGiven.length} characters. It must have ${LENGTH}.` };
	}
	return {
		finding:
			'The public key is correct, but the signature does not match this body. Either it was made with another secret key, or the body was changed after it was signed.',
		advice:
			'Copy the Secret Key from this page into the credential again. If it is the same, something between n8n and the sandbox changes the body.',
	};
}

function otherFormOf(body: Buffer, fits: (other: Buffer) => boolean): string | undefined {
	const text = body.toString('utf8');
	const forms: Array<[string, string]> = [
		['an empty body', ''],
		['the body without the white space around it', text.trim()],
		['the body with a line break at its end', `${text}\n`],
	];
	try {
		const value: unknown = JSON.parse(text);
		forms.push(['the same JSON without white space', JSON.stringify(value)]);
		forms.push(['the same JSON indented by two spaces', JSON.stringify(value, null, 2)]);
	} catch {
		// A body that is not JSON can be written in one way only.
	}
	return forms.find(([, other]) => other !== text && fits(Buffer.from(other, 'utf8')))?.[0];
}
