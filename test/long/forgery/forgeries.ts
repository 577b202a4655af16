import fc from 'fast-check';

import { type Delivery, proofOf, provesTheSame, type Vouching, withProof } from './delivery';
import { bodyChange, bomb, proofChange, proofGone } from './mutations';

/** What the generator needs of a trigger. */
export interface Forgeable extends Vouching {
	/** Deliveries that the trigger accepts. */
	genuine: Delivery[];
	/**
	 * Proofs by someone who knows how it is done, but not the secret, or does it wrongly: by what is wrong with them, the values by
	 * name.
	 */
	wrongProofs: Record<string, (genuine: Delivery) => Record<string, string>>;
}

/** A delivery that no trigger may accept. */
export interface Forgery {
	kind: string;
	/** Made when it is used: some are large. */
	delivery: () => Delivery;
}

const FORM = 'multipart/form-data; boundary=x';

function asForm(genuine: Delivery): Delivery {
	const body = Buffer.from(
		`--x\r\ncontent-disposition: form-data; name="body"\r\n\r\n${genuine.body.toString('latin1')}\r\n--x--\r\n`,
		'latin1',
	);
	return { ...genuine, body, headers: { ...genuine.headers, 'content-type': FORM }, isForm: true };
}

/** Ways in which the trigger does not get the bytes of a body that is no form. */
const UNREAD: Array<{ kind: string; reading: NonNullable<Delivery['reading']> }> = [
	{ kind: 'JSON without its bytes', reading: 'nothing' },
	{ kind: 'JSON that cannot be read', reading: 'failure' },
];

/**
 * Deliveries that are forged in one way or another.
 *
 * @param inProcess true if they are passed to the trigger's own `webhook()`: then also what n8n makes of a request at worst
 */
export function forgeries(target: Forgeable, { inProcess = false } = {}): fc.Arbitrary<Forgery> {
	const { genuine, proofs, signsBody, wrongProofs } = target;
	const original = fc.constantFrom(...genuine);
	const anyProofChange = fc.oneof({ weight: 9, arbitrary: proofChange }, { weight: 1, arbitrary: proofGone });
	/** Only those that prove something else than the genuine one. */
	const forged = (kind: string, from: Delivery, make: () => Delivery) => ({
		kind,
		delivery: make,
		isNone: () => provesTheSame(from, make(), target),
	});
	const weighted: Array<{ weight: number; arbitrary: fc.Arbitrary<ReturnType<typeof forged>> }> = [];

	if (proofs.length > 0) {
		const place = fc.constantFrom(...proofs);
		const ofProof = fc
			.tuple(original, place, anyProofChange)
			.map(([from, at, { kind, apply }]) =>
				forged(`${at.name} ${kind}`, from, () => withProof(from, at, apply(proofOf(from, at)))),
			);
		const ofBoth = fc
			.tuple(original, place, proofChange, bodyChange)
			.map(([from, at, proof, body]) =>
				forged(`${at.name} ${proof.kind}, body ${body.kind}`, from, () =>
					withProof({ ...from, body: body.apply(from.body) }, at, proof.apply(proofOf(from, at))),
				),
			);
		const bombs = fc.tuple(original, place, bomb, anyProofChange).map(([from, at, { kind, apply }, proof]) => {
			const unproved = withProof(from, at, proof.apply(proofOf(from, at)));
			return {
				...forged(`${kind}, ${at.name} ${proof.kind}`, from, () => unproved),
				delivery: () => ({ ...unproved, body: apply(from.body) }),
			};
		});
		const forms = fc
			.tuple(original, place, anyProofChange)
			.map(([from, at, { kind, apply }]) =>
				forged(`a form, ${at.name} ${kind}`, from, () => asForm(withProof(from, at, apply(proofOf(from, at))))),
			);
		const unread = fc
			.tuple(original, place, anyProofChange, fc.constantFrom(...UNREAD))
			.map(([from, at, proof, { kind, reading }]) =>
				forged(`${kind}, ${at.name} ${proof.kind}`, from, () => ({
					...withProof(from, at, proof.apply(proofOf(from, at))),
					reading,
				})),
			);
		weighted.push(
			{ weight: 40, arbitrary: ofProof },
			{ weight: 10, arbitrary: ofBoth },
			{ weight: 4, arbitrary: bombs },
			{ weight: 4, arbitrary: forms },
		);
		if (inProcess) weighted.push({ weight: 4, arbitrary: unread });
	}
	const kinds = Object.keys(wrongProofs);
	if (kinds.length > 0) {
		const crafted = fc
			.tuple(original, fc.constantFrom(...kinds))
			.map(([from, kind]) =>
				forged(kind, from, () =>
					Object.entries(wrongProofs[kind](from)).reduce(
						(made, [name, value]) =>
							withProof(made, proofs.find((one) => one.name === name) ?? { in: 'headers', name }, value),
						from,
					),
				),
			);
		weighted.push({ weight: 20, arbitrary: crafted.map((one) => ({ ...one, isNone: () => false })) });
	}
	if (signsBody) {
		const ofBody = fc
			.tuple(original, bodyChange)
			.map(([from, { kind, apply }]) => forged(`body ${kind}`, from, () => ({ ...from, body: apply(from.body) })));
		const bombs = fc.tuple(original, bomb).map(([from, { kind, apply }]) => ({
			...forged(kind, from, () => from),
			delivery: () => ({ ...from, body: apply(from.body) }),
			isNone: () => false,
		}));
		const exchanged = fc
			.tuple(original, original)
			.map(([from, other]) => forged('proofs of another delivery', from, () => ({ ...from, body: other.body })));
		const forms = original.map((from) => forged('a form', from, () => asForm(from)));
		weighted.push({ weight: 30, arbitrary: ofBody }, { weight: 4, arbitrary: bombs }, { weight: 3, arbitrary: forms });
		const unread = fc
			.tuple(original, fc.constantFrom(...UNREAD))
			.map(([from, { kind, reading }]) => forged(kind, from, () => ({ ...from, reading })));
		if (inProcess) weighted.push({ weight: 3, arbitrary: unread });
		if (proofs.some(({ in: part }) => part === 'headers')) weighted.push({ weight: 4, arbitrary: exchanged });
	}
	return fc.oneof(...weighted).filter(({ isNone }) => !isNone());
}
