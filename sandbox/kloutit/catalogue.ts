import fieldData from './fields.json';

/** The organization the API key belongs to. */
export const ORGANIZATION = 'Kestrel & Thyme Retail';

export type FieldType = 'string' | 'date' | 'boolean' | 'amount' | 'communications';

/** One property of a case body (Contract: 4.1). */
export interface FieldRule {
	type: FieldType;
	/** Name of the enum in `enumValues`. */
	enum?: EnumName;
	/** Accepted by create only. */
	createOnly?: boolean;
	/** Accepted, but not part of the case returned. */
	notReturned?: boolean;
}

export type EnumName = keyof typeof fieldData.enums;

/** The closed lists of the contract (Contract: 3). */
export const enumValues: Record<EnumName, string[]> = fieldData.enums;

export const SECTORS = enumValues.Sector;

/** All 88 properties of a create body, by name. */
export const caseFields = fieldData.fields as Record<string, FieldRule>;

const sectorFields: Record<string, string[]> = fieldData.sectorFields;

/** The fields the sample of a sector shows (Contract: 4.3); the 15 common ones and its own, in that order. */
export const fieldsOfSector = (sector: string): string[] => [
	...fieldData.commonFields,
	...(sectorFields[sector] ?? []),
];

/** Whether a field may be sent for a sector: its own, or one that fits them all. */
export function belongsToSector(field: string, sector: string): boolean {
	return (
		fieldsOfSector(sector).includes(field) ||
		fieldData.anySectorFields.includes(field) ||
		fieldData.createOnlyFields.includes(field)
	);
}

export const CASE_STATUSES = [
	'PENDING',
	'GENERATING',
	'GENERATED',
	'ALLEGING',
	'ALLEGED',
	'REOPENED',
	'PREARBITRATION',
	'ARBITRATION',
	'WON',
	'LOST',
	'ACCEPTED',
	'EXPIRED',
] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/** Nothing follows these (Contract: 2.5). */
export const FINAL_STATUSES: readonly CaseStatus[] = ['WON', 'LOST', 'ACCEPTED', 'EXPIRED'];

/** The statuses from which a defense may be asked for: the first one, and each new round of the dispute. */
export const SUBMITTABLE_STATUSES: readonly CaseStatus[] = ['PENDING', 'REOPENED', 'PREARBITRATION', 'ARBITRATION'];

/** What update-status may set, and from which statuses (Contract: 2.5). */
export const STATUS_UPDATES: Record<string, readonly CaseStatus[]> = {
	ALLEGED: ['GENERATED'],
	ACCEPTED: ['PENDING', 'GENERATED', 'ALLEGED', 'REOPENED', 'PREARBITRATION', 'ARBITRATION'],
	WON: ['ALLEGED'],
	LOST: ['ALLEGED'],
};

export const EVENT_TYPES = ['CASE_CREATED', 'CASE_DEFENSE_GENERATED', 'CASE_WON'] as const;

export const DEFENSE_FORMATS = ['PDF', 'DOCX'] as const;
export type DefenseFormat = (typeof DEFENSE_FORMATS)[number];
