import type { Problem } from '../../../nodes/common/errors/problem';

type Catalogue = Record<string, { code: string; composed: () => Problem }>;

/** What the entries of catalogues say with their example values, by code: for the one snapshot of a service's wording. */
export function wordingOf(...catalogues: Catalogue[]): Record<string, { message: string; advice: string }> {
	const entries = catalogues.flatMap((catalogue) => Object.values(catalogue));
	return Object.fromEntries(
		entries.map(({ code, composed }) => {
			const { message, advice } = composed();
			return [code, { message, advice }];
		}),
	);
}
