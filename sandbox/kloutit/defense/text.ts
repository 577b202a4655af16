import { isObject } from '../../shared/jsonBody';
import { fieldsOfSector, ORGANIZATION } from '../catalogue';
import type { DefenseRecord } from '../records';

/** The defense before it is laid out. */
export interface DefenseText {
	title: string;
	/** When it was made; ISO 8601 UTC. */
	at: string;
	language: 'EN' | 'ES';
	sections: DefenseSection[];
}

export interface DefenseSection {
	heading: string;
	/** Begins on a page of its own. */
	onNewPage?: boolean;
	paragraphs: string[];
	/** A label and its value each. */
	rows: Array<[string, string]>;
}

interface Phrases {
	title: string;
	introduction: (organization: string, reason: string) => string;
	dispute: string;
	facts: string;
	messages: string;
	conclusion: string;
	request: string;
	annex: string;
	noFiles: string;
	yes: string;
	no: string;
}

const PHRASES: Record<DefenseText['language'], Phrases> = {
	EN: {
		title: 'Defense of dispute',
		introduction: (organization, reason) =>
			`${organization} contests this dispute, opened for the reason ${reason}, on the facts and the evidence below.`,
		dispute: 'The dispute',
		facts: 'The facts',
		messages: 'Messages exchanged with the customer',
		conclusion: 'Conclusion',
		request:
			'The purchase was made, processed and performed as described. The merchant asks that the amount in dispute be returned.',
		annex: 'Annex: evidence',
		noFiles: 'No files were supplied.',
		yes: 'yes',
		no: 'no',
	},
	ES: {
		title: 'Defensa de la disputa',
		introduction: (organization, reason) =>
			`${organization} impugna esta disputa, abierta por el motivo ${reason}, con los hechos y las pruebas siguientes.`,
		dispute: 'La disputa',
		facts: 'Los hechos',
		messages: 'Mensajes intercambiados con el cliente',
		conclusion: 'Conclusión',
		request:
			'La compra se hizo, se procesó y se cumplió como se describe. El comercio solicita la devolución del importe disputado.',
		annex: 'Anexo: pruebas',
		noFiles: 'No se aportaron archivos.',
		yes: 'sí',
		no: 'no',
	},
};

const DISPUTE_FIELDS = [
	'expedientNumber',
	'notificationDate',
	'deadline',
	'disputeAmount',
	'chargebackReason',
	'transactionId',
	'paymentProcessor',
	'orderNumber',
];

/** Writes the defense of a case: the dispute, the facts of its sector, the messages, and the evidence as an annex. */
export function defenseText({ at, fields, files }: DefenseRecord): DefenseText {
	const language = fields.preferredDefenseLanguage === 'ES' ? 'ES' : 'EN';
	const phrases = PHRASES[language];
	const rowsOf = (names: string[]): Array<[string, string]> =>
		names.filter((name) => fields[name] !== undefined).map((name) => [labelOf(name), valueText(fields[name], phrases)]);
	const facts = fieldsOfSector(String(fields.sector)).filter((name) => name !== 'communications');
	const reason = String(fields.chargebackReason ?? 'OTHER');
	const messages = Array.isArray(fields.communications) ? fields.communications.filter(isObject) : [];
	return {
		title: `${phrases.title} ${fields.expedientNumber}`,
		at,
		language,
		sections: [
			{
				heading: phrases.dispute,
				paragraphs: [phrases.introduction(ORGANIZATION, reason)],
				rows: rowsOf(DISPUTE_FIELDS),
			},
			{ heading: phrases.facts, paragraphs: [], rows: rowsOf(facts) },
			...(messages.length === 0
				? []
				: [
						{
							heading: phrases.messages,
							paragraphs: messages.map(
								({ sender, content, date }) => `${valueText(date, phrases)}, ${sender}: ${content}`,
							),
							rows: [],
						},
					]),
			{ heading: phrases.conclusion, paragraphs: [phrases.request], rows: [] },
			{
				heading: phrases.annex,
				onNewPage: true,
				paragraphs: files.length === 0 ? [phrases.noFiles] : [],
				rows: files.map(({ name, category, mimetype, size, sha256 }) => [
					category,
					`${name} (${mimetype}, ${size} bytes, SHA-256 ${sha256})`,
				]),
			},
		],
	};
}

/** `purchaseDate` reads "Purchase date". */
function labelOf(name: string): string {
	const words = name.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase();
	return words.charAt(0).toUpperCase() + words.slice(1);
}

function valueText(value: unknown, { yes, no }: Phrases): string {
	if (typeof value === 'boolean') return value ? yes : no;
	if (isObject(value)) return `${value.value} ${value.currency}`;
	const text = String(value);
	return /^\d{4}-\d{2}-\d{2}T.*Z$/.test(text) ? `${text.slice(0, 10)} ${text.slice(11, 16)} UTC` : text;
}
