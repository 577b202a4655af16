import type { JournalEntry } from '../../shared/journal';
import type { PageContext } from '../context';
import { chargebackhitProof } from './chargebackhitProof';
import { klaviProof } from './klaviProof';
import { kloutitProof } from './kloutitProof';
import { kountProof } from './kountProof';
import type { Proof } from './proof';

/**
 * How the sender of a journaled request was authenticated. The check was made on arrival; the comparison is made now.
 */
export function proofOf(entry: JournalEntry, { settings }: Pick<PageContext, 'settings'>): Proof {
	const proof = proofOfService(entry, settings);
	if (proof.comparisons.length === 0) return proof;
	const fitsNow = proof.comparisons.every(({ parting }) => parting === null);
	if (fitsNow === (proof.check === 'valid')) return proof;
	const finding = `It was ${proof.check === 'valid' ? 'valid' : 'wrong'} on arrival. The sandbox keys have changed since.`;
	return { ...proof, finding, advice: undefined };
}

function proofOfService(entry: JournalEntry, settings: PageContext['settings']): Proof {
	switch (entry.service) {
		case 'chargebackhit':
			return chargebackhitProof(entry, settings.chargebackhit);
		case 'kloutit':
			return kloutitProof(entry, settings.kloutit);
		case 'kount':
			return kountProof(entry, settings.kount);
		default:
			return klaviProof(entry, settings.klavi);
	}
}
