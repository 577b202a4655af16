import type { FastifyInstance } from 'fastify';

import type { JsonObject } from '../../shared/jsonBody';
import type { ServiceContext } from '../context';
import type { Participant } from '../records';
import { plain } from '../seed';
import { ServiceError } from '../serviceError';

const PAGE = 50;
const LARGEST_PAGE = 200;

/** List participants (Contract: 2.1). */
export function participantRoutes(app: FastifyInstance, { state, settings }: ServiceContext): void {
	app.get('/participants', async (request) => {
		const { data, cursor } = listPage([...state.participants.values()], request.query as Record<string, unknown>);
		if (settings.participantsStyle === 'array') return data;
		return { [settings.participantsStyle]: data, cursor };
	});
}

function listPage(all: Participant[], query: Record<string, unknown>): { data: Participant[]; cursor: JsonObject } {
	for (const [name, value] of Object.entries(query)) {
		if (typeof value !== 'string') throw new ServiceError(400, `${name} must be given once`);
	}
	const { id, name, slug, status, firstParticipants, limit, afterCursor, beforeCursor } = query as Partial<
		Record<string, string>
	>;
	if (status !== undefined && !['ACTIVE', 'INACTIVE'].includes(status)) {
		throw new ServiceError(400, 'status must be one of ACTIVE, INACTIVE');
	}
	if (limit !== undefined && (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > LARGEST_PAGE)) {
		throw new ServiceError(400, `limit must be a whole number from 1 to ${LARGEST_PAGE}`);
	}
	if (afterCursor !== undefined && beforeCursor !== undefined) {
		throw new ServiceError(400, 'afterCursor and beforeCursor exclude each other');
	}
	const first = (firstParticipants ?? '').split(',').filter((one) => one !== '');
	const rank = (one: Participant): number => {
		const position = first.indexOf(one.id);
		return position === -1 ? first.length : position;
	};
	const found = all
		.filter(
			(one) =>
				(id === undefined || one.id === id) &&
				(slug === undefined || one.slug === slug) &&
				(status === undefined || one.status === status) &&
				(name === undefined || plain(one.name).includes(plain(name))),
		)
		.sort((left, right) => rank(left) - rank(right));
	const size = limit === undefined ? PAGE : Number(limit);
	let start = 0;
	if (afterCursor !== undefined) start = positionOf(found, afterCursor) + 1;
	if (beforeCursor !== undefined) start = Math.max(0, positionOf(found, beforeCursor) - size);
	const end = beforeCursor === undefined ? start + size : positionOf(found, beforeCursor);
	const data = found.slice(start, end);
	const [head, tail] = [data.at(0), data.at(-1)];
	return {
		data,
		cursor: {
			afterCursor: tail !== undefined && end < found.length ? cursorOf(tail) : null,
			beforeCursor: head !== undefined && start > 0 ? cursorOf(head) : null,
		},
	};
}

const cursorOf = ({ id }: Participant): string => Buffer.from(`participant:${id}`).toString('base64url');

function positionOf(found: Participant[], cursor: string): number {
	const position = found.findIndex((one) => cursorOf(one) === cursor);
	if (position === -1) throw new ServiceError(400, 'The cursor does not belong to this list');
	return position;
}
