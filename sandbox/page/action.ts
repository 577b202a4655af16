import type { PageContext } from './context';
import type { Content } from './html';
import type { Notice } from './notices';

/** What a form of the page does; its notice is shown in the section the form belongs to. */
export type Action = (
	form: URLSearchParams,
	context: PageContext,
) => Promise<Pick<Notice, 'section' | 'good'> & { text: Content }>;

/** A text of a form without white space around it; `undefined` when it is empty. */
export const field = (form: URLSearchParams, name: string): string | undefined => form.get(name)?.trim() || undefined;
