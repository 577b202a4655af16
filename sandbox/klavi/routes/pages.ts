import type { FastifyReply } from 'fastify';

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: #f2f4f7; color: #1d2433; }
main { max-width: 30rem; margin: 8vh auto; padding: 2rem; background: #fff; border: 1px solid #d7dce5; border-radius: 12px; }
h1 { margin: 0 0 1rem; font-size: 1.4rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .4rem 1.2rem; margin: 0 0 1.5rem; }
dt { color: #5b6475; } dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
label { display: block; margin: 0 0 1rem; } input, select { display: block; width: 100%; box-sizing: border-box;
padding: .5rem; font: inherit; } button { padding: .6rem 1.2rem; margin: 0 .6rem 0 0; font: inherit; font-weight: 600;
border: 1px solid #0b6e4f; border-radius: 8px; background: #0b6e4f; color: #fff; cursor: pointer; }
button.second { background: transparent; color: #a3262a; border-color: #a3262a; }
p.note { margin: 1.5rem 0 0; font-size: .85rem; color: #5b6475; } ul.wrong { color: #a3262a; }
@media (prefers-color-scheme: dark) { body { background: #14171d; color: #e8ebf0; }
main { background: #1d222b; border-color: #39414f; } dt, p.note { color: #a3adbd; } button.second { color: #ff9a9d; } }
`;

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escaped = (value: unknown): string => String(value).replace(/[&<>"']/g, (sign) => NAMED[sign]);

/** A whole page; `content` is HTML. Nothing in it is loaded from elsewhere. */
export const page = (title: string, content: string): string =>
	`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>${STYLE}</style></head>
<body><main><h1>${escaped(title)}</h1>
${content}
<p class="note">Sandbox. No real bank is involved and no money moves.</p></main></body>
</html>
`;

/** Terms and their values. */
export const facts = (entries: Record<string, string>): string =>
	`<dl>${Object.entries(entries)
		.map(([term, value]) => `<dt>${escaped(term)}</dt><dd>${escaped(value)}</dd>`)
		.join('')}</dl>`;

/** Answers with a page that nobody keeps. */
export const sendPage = (reply: FastifyReply, status: number, html: string): FastifyReply =>
	reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);

/** A page with one message. */
export const sendNotice = (reply: FastifyReply, status: number, title: string, sentence: string): FastifyReply =>
	sendPage(reply, status, page(title, `<p>${escaped(sentence)}</p>`));

/** Redirects the browser (303), or shows the result when there is no URL to return to. */
export function leave(reply: FastifyReply, to: string | undefined, title: string, sentence: string): FastifyReply {
	if (to !== undefined) return reply.header('location', new URL(to).href).code(303).send();
	return sendNotice(reply, 200, title, sentence);
}
