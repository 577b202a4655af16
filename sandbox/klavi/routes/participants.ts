import type { FastifyInstance } from 'fastify';

import type { SeededRandom } from '../../shared/random';
import type { ServiceContext } from '../context';
import type { JsonObject } from '../requestBody';
import { Refusal } from '../serviceError';

/** An account-holding institution (contract 2.1), as it goes over the wire. */
export interface Participant {
	id: string;
	organisation_id: string;
	name: string;
	tradeName: string;
	slug: string;
	avatar: string;
	status: 'ACTIVE' | 'INACTIVE';
	taxId: string;
	ispb: string;
	createdAt: string;
	updatedAt: string;
}

/** The ids the contract knows (2.1). */
export const MOCK_BANK_ID = 'c8f0bf49-4744-4933-8960-7add6e590841';
const SECOND_BANK_ID = 'ef7320c1-6f96-4af5-9446-92a081b7eac9';

const KINDS = ['Banco', 'Cooperativa', 'Financeira', 'Pagamentos'];
const TREES = [
	'Jatobá',
	'Ipê',
	'Araucária',
	'Jequitibá',
	'Sapucaia',
	'Pitanga',
	'Açaí',
	'Umbu',
	'Cajá',
	'Buriti',
	'Peroba',
	'Guapuruvu',
	'Embaúba',
	'Mangaba',
	'Cupuaçu',
];

const plain = (text: string): string =>
	text
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase();

/** 62 institutions, three of them inactive. All but the known ids are invented. */
export function seedParticipants(random: SeededRandom): Participant[] {
	const names = KINDS.flatMap((kind) => TREES.map((tree) => `${kind} ${tree}`));
	const invented = names.map((name, index) => participant(random, random.uuid(), name, index % 20 !== 19));
	return [
		participant(random, MOCK_BANK_ID, 'Mock Bank', true),
		participant(random, SECOND_BANK_ID, 'Mock Bank 2', true),
		...invented,
	];
}

function participant(random: SeededRandom, id: string, name: string, isActive: boolean): Participant {
	const slug = plain(name).replaceAll(' ', '-');
	return {
		id,
		organisation_id: random.uuid(),
		name,
		tradeName: name,
		slug,
		avatar: `https://logos.example.com/${slug}.svg`,
		status: isActive ? 'ACTIVE' : 'INACTIVE',
		taxId: random.digits(14),
		ispb: random.digits(8),
		createdAt: '2024-01-15T12:00:00.000Z',
		updatedAt: '2024-03-12T12:00:00.000Z',
	};
}

const PAGE = 50;
const LARGEST_PAGE = 200;

/** List participants (contract 2.1). */
export function participantRoutes(app: FastifyInstance, { state, settings }: ServiceContext): void {
	app.get('/participants', async (request) => {
		const { data, cursor } = listPage([...state.participants.values()], request.query as Record<string, unknown>);
		if (settings.participantsStyle === 'array') return data;
		return { [settings.participantsStyle]: data, cursor };
	});
}

function listPage(all: Participant[], query: Record<string, unknown>): { data: Participant[]; cursor: JsonObject } {
	for (const [name, value] of Object.entries(query)) {
		if (typeof value !== 'string') throw new Refusal(400, `${name} must be given once`);
	}
	const { id, name, slug, status, firstParticipants, limit, afterCursor, beforeCursor } = query as Partial<
		Record<string, string>
	>;
	if (status !== undefined && !['ACTIVE', 'INACTIVE'].includes(status)) {
		throw new Refusal(400, 'status must be one of ACTIVE, INACTIVE');
	}
	if (limit !== undefined && (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > LARGEST_PAGE)) {
		throw new Refusal(400, `limit must be a whole number from 1 to ${LARGEST_PAGE}`);
	}
	if (afterCursor !== undefined && beforeCursor !== undefined) {
		throw new Refusal(400, 'afterCursor and beforeCursor exclude each other');
	}
	const first = (firstParticipants ?? '').split(',').filter((one) => one !== '');
	const rank = (one: Participant): number => {
		const place = first.indexOf(one.id);
		return place === -1 ? first.length : place;
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
	if (afterCursor !== undefined) start = placeOf(found, afterCursor) + 1;
	if (beforeCursor !== undefined) start = Math.max(0, placeOf(found, beforeCursor) - size);
	const end = beforeCursor === undefined ? start + size : placeOf(found, beforeCursor);
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

function placeOf(found: Participant[], cursor: string): number {
	const place = found.findIndex((one) => cursorOf(one) === cursor);
	if (place === -1) throw new Refusal(400, 'The cursor does not belong to this list');
	return place;
}
