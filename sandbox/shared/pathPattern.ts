import { ControlError } from './controlFields';

/** Tells whether a path (after the service prefix, without the query) is meant. */
export type PathPattern = (path: string) => boolean;

/**
 * Compiles a path of the control API: exact, or with `*` for any run of characters (slashes included). Nothing means
 * every path.
 * @throws ControlError when it starts neither with `/` nor with `*`
 */
export function compilePath(pattern: string | undefined): PathPattern {
	if (pattern === undefined) return () => true;
	if (!/^[/*]/.test(pattern)) throw new ControlError(`path must start with / or *; it was "${pattern}".`);
	if (!pattern.includes('*')) return (path) => path === pattern;
	const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
	const expression = new RegExp(`^${escaped.join('.*')}$`);
	return (path) => expression.test(path);
}
