import type { JsonObject } from '../../shared/jsonBody';
import { caseFields, type FieldType, fieldsOfSector } from '../catalogue';
import type { MissingField } from '../serviceError';

/** What every case needs: the fields the contract marks as never absent from a case, and who the customer is. */
const REQUIRED_ALWAYS = [
	'sector',
	'notificationDate',
	'disputeAmount',
	'chargebackReason',
	'transactionDate',
	'purchaseDate',
	'purchaseAmount',
	'isChargeRefundable',
	'is3DSPurchase',
	'customerName',
	'customerEmail',
];

const SHIPPED = ['product', 'shippingDate', 'deliveryDate', 'deliveryConfirmation'];
const COMMITTED = ['service', 'commitmentStartDate'];

/** What a sector needs besides. The contract leaves this to the service; these are the sandbox's own rules. */
const REQUIRED_IN_SECTOR: Record<string, string[]> = {
	DIGITAL_PRODUCT: ['product'],
	EDUCATION: COMMITTED,
	FASHION: SHIPPED,
	FOOD: SHIPPED,
	GAMING: ['product', 'serviceWasProvided'],
	HEALTH_BEAUTY: ['service', 'serviceDate', 'serviceWasProvided'],
	HOME: SHIPPED,
	LEISURE: ['service', 'serviceDate', 'serviceWasProvided'],
	MARKETPLACE: [...SHIPPED, 'sellerName'],
	PARKING: ['service', 'productId', 'serviceDurationType'],
	PHONE: COMMITTED,
	SOFTWARE: COMMITTED,
	SPORT: SHIPPED,
	SUBSCRIPTION: [...COMMITTED, 'isCancelled'],
	SUPPLY: COMMITTED,
	TECHNOLOGY: SHIPPED,
	TRANSPORT: ['service', 'departureDate', 'departureCity', 'arrivalCity'],
	TRAVEL_AIRLINE: ['service', 'departureDate', 'departureAirport', 'arrivalAirport', 'checkinConfirmation'],
	TRAVEL_HOTEL: ['hotelName', 'checkinDate', 'checkoutDate', 'checkinConfirmation'],
	TRAVEL_HOTEL_AIRLINE: [
		'departureDate',
		'departureAirport',
		'arrivalAirport',
		'hotelName',
		'checkinDate',
		'checkoutDate',
		'checkinConfirmation',
	],
	RENTING_VEHICLE: ['rentalPickupDate', 'rentalDeliveryDate', 'rentalAmount', 'rentalOwnerName', 'productId'],
};

/** What a reason adds, as far as the sector has the field. */
const REQUIRED_FOR_REASON: Record<string, string[]> = {
	FRAUD: ['last4Digits', 'cardBrand'],
	PRODUCT_SERVICE_NOT_RECEIVED: ['deliveryCompany', 'serviceWasProvided'],
	PRODUCT_SERVICE_NOT_AS_DESCRIBED: ['productDescription'],
	RECURRENT_OPERATION_CANCELLED: ['commitmentEndDate', 'isCancelled'],
};

const STAY = ['checkinDate', 'checkoutDate'];
const COMMITMENT = ['commitmentStartDate', 'commitmentEndDate'];

/** An organization without subsidiaries leaves this out (Contract: 4.1), so nobody is asked for it. */
const NEVER_ASKED = ['filialIdentifier'];

const NAMES_OF_TYPES: Record<FieldType, string> = {
	string: 'string',
	date: 'date',
	boolean: 'boolean',
	amount: 'object',
	communications: 'array',
};

/** What check-case finds missing in a case, the required ones first; empty when it is complete (Contract: 2.3). */
export function missingFields(fields: JsonObject): MissingField[] {
	const sector = String(fields.sector ?? '');
	const own = fieldsOfSector(sector);
	const fromReason = (REQUIRED_FOR_REASON[String(fields.chargebackReason)] ?? []).filter((name) => own.includes(name));
	const required = [
		...REQUIRED_ALWAYS,
		...(REQUIRED_IN_SECTOR[sector] ?? []),
		...(sector === 'PARKING' ? parkingPeriod(fields, true) : []),
		...fromReason,
	];
	const unasked = sector === 'PARKING' ? [...NEVER_ASKED, ...parkingPeriod(fields, false)] : NEVER_ASKED;
	const optional = own.filter((name) => !required.includes(name) && !unasked.includes(name));
	const entry =
		(isRequired: boolean) =>
		(field: string): MissingField => ({
			field,
			type: NAMES_OF_TYPES[caseFields[field].type],
			required: isRequired,
		});
	const isMissing = (name: string): boolean => fields[name] === undefined || fields[name] === '';
	return [
		...[...new Set(required)].filter(isMissing).map(entry(true)),
		...optional.filter(isMissing).map(entry(false)),
	];
}

/** The dates a kind of parking has (`applies`) or cannot have: a stay when it is one-off, else a commitment. */
function parkingPeriod({ serviceDurationType: kind }: JsonObject, applies: boolean): string[] {
	if (kind !== 'TRANSACTIONAL' && kind !== 'SUBSCRIPTION') return [];
	return (kind === 'TRANSACTIONAL') === applies ? STAY : COMMITMENT;
}
