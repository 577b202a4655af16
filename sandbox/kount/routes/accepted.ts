import type { FastifyReply } from 'fastify';

import type { KountSettings } from '../settings';

/** Answers 200 in one of the ways that "not documented" leaves open (Contract: 2.4). */
export function sendAccepted(reply: FastifyReply, { answers }: KountSettings, count: number): FastifyReply {
	reply.code(200);
	if (answers === 'empty') return reply.send();
	if (answers === 'text') return reply.type('text/plain; charset=utf-8').send('Accepted');
	return reply.send({ status: 'accepted', count });
}
