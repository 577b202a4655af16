import type { SeededRandom } from '../shared/random';
import type { Participant } from './records';
import type { KlaviState } from './state';

/** The ids the contract names (Contract: 2.1). */
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

/** A name without accents and capitals, as names are compared. */
export const plain = (text: string): string =>
	text
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase();

/** 62 institutions, three of them inactive. All but the known ids are invented. */
export function seed(state: KlaviState): void {
	const { random } = state;
	const names = KINDS.flatMap((kind) => TREES.map((tree) => `${kind} ${tree}`));
	const invented = names.map((name, index) => participant(random, random.uuid(), name, index % 20 !== 19));
	const all = [
		participant(random, MOCK_BANK_ID, 'Mock Bank', true),
		participant(random, SECOND_BANK_ID, 'Mock Bank 2', true),
		...invented,
	];
	for (const one of all) state.participants.set(one.id, one);
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
