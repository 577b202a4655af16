import type { JsonObject } from '../shared/jsonBody';
import type { SeededRandom } from '../shared/random';
import { fieldsOfSector } from './catalogue';

const DAY = 86_400_000;

const PEOPLE = [
	'Nerea Olmo',
	'Tobias Lindqvist',
	'Aitana Roca',
	'Hugo Perdiz',
	'Greta Sommer',
	'Marc Ferrand',
	'Inês Carvalho',
	'Oskar Wilk',
	'Lucía Barrantes',
	'Fergus Doyle',
	'Zoë Hartmann',
	'Paolo Venturi',
];
const BANKS = ['Banco Almendro', 'Caja Norte', 'Rheinbank', 'Banque du Lac', 'First Harbour Bank', 'Banca Verdi'];
const CITIES = ['Madrid', 'Barcelona', 'Valencia', 'Lisbon', 'Lyon', 'Berlin', 'Milan', 'Dublin'];
const COUNTRIES = ['Spain', 'Portugal', 'France', 'Germany', 'Italy', 'Ireland'];
const AIRPORTS = ['MAD', 'BCN', 'VLC', 'LIS', 'LYS', 'BER', 'MXP', 'DUB'];
const CARRIERS = ['Correo Rápido', 'BlueVan', 'Paketfux', 'NordPost'];
const COMPANIES = ['Quillon Traders', 'Vega Mar Store', 'Holm & Reed', 'Casa Pinar'];

/** What each sector sells: a product and a service. */
const GOODS: Record<string, [string, string]> = {
	DIGITAL_PRODUCT: ['Photo preset pack', 'Download access'],
	EDUCATION: ['Course book', 'Evening course in bookkeeping'],
	FASHION: ['Linen jacket, size M', 'Alteration'],
	FOOD: ['Olive oil box, 6 bottles', 'Home delivery'],
	GAMING: ['2,000 gold coins', 'In-game purchase'],
	HEALTH_BEAUTY: ['Night cream, 50 ml', 'Facial treatment'],
	HOME: ['Oak side table', 'Assembly'],
	LEISURE: ['Day ticket', 'Guided canyon tour'],
	MARKETPLACE: ['Used camera, model K-20', 'Marketplace order'],
	PARKING: ['Parking space 114', 'Covered parking'],
	PHONE: ['Phone Astra 5', 'Mobile tariff 30 GB'],
	SOFTWARE: ['Ledger Desk Pro', 'Yearly licence'],
	SPORT: ['Trail shoes, size 42', 'Bike service'],
	SUBSCRIPTION: ['Monthly coffee box', 'Coffee subscription'],
	SUPPLY: ['Smart meter', 'Electricity supply'],
	TECHNOLOGY: ['Wireless headphones', 'Extended warranty'],
	TRANSPORT: ['Train ticket', 'Intercity train, second class'],
	TRAVEL_AIRLINE: ['Flight ticket', 'Return flight, economy'],
	TRAVEL_HOTEL: ['Hotel voucher', 'Double room, 3 nights'],
	TRAVEL_HOTEL_AIRLINE: ['Package', 'Flight and hotel, 3 nights'],
	RENTING_VEHICLE: ['Compact car', 'Car rental, 4 days'],
};

const REASONS_BY_SECTOR: Record<string, string[]> = {
	SUBSCRIPTION: ['RECURRENT_OPERATION_CANCELLED', 'PRODUCT_SERVICE_CANCELLED'],
	PARKING: ['INCORRECT_DUPLICATED_CHARGES', 'OTHER'],
	GAMING: ['FRAUD', 'PROCESSING_ERROR'],
};
const REASONS = [
	'FRAUD',
	'PRODUCT_SERVICE_NOT_RECEIVED',
	'DEFECTIVE_PRODUCT_SERVICE',
	'PRODUCT_SERVICE_NOT_AS_DESCRIBED',
	'REFUND_NOT_RECEIVED',
	'PRODUCT_SERVICE_CANCELLED',
];

interface Invention {
	random: SeededRandom;
	sector: string;
	/** When the customer bought; milliseconds. */
	bought: number;
	amount: { value: number; currency: string };
	person: string;
}

const iso = (moment: number): string => new Date(moment).toISOString();
const daysAfter =
	(days: number) =>
	({ bought }: Invention): string =>
		iso(bought + days * DAY);
const oneOf =
	(values: string[]) =>
	({ random }: Invention): string =>
		random.pick(values);
const share =
	(part: number) =>
	({ amount }: Invention): Invention['amount'] => ({ ...amount, value: cents(amount.value * part) });
const cents = (value: number): number => Math.round(value * 100) / 100;
const mailbox = (name: string): string =>
	`${name
		.normalize('NFD')
		.replace(/[^A-Za-z ]/g, '')
		.toLowerCase()
		.replace(/ +/g, '.')}@example.org`;
const phone = ({ random }: Invention): string => `+34600${random.digits(6)}`;

/** A believable value for every field a sector can have. */
const VALUES: Record<string, (invention: Invention) => unknown> = {
	sector: ({ sector }) => sector,
	filialIdentifier: () => 'B12345674',
	transactionDate: ({ bought }) => iso(bought + 20_000),
	bankName: oneOf(BANKS),
	cardBrand: oneOf(['VISA', 'MASTERCARD', 'AMEX']),
	last4Digits: ({ random }) => random.digits(4),
	is3DSPurchase: ({ random }) => random.chance(0.6),
	purchaseDate: ({ bought }) => iso(bought),
	purchaseAmount: share(1),
	isChargeRefundable: ({ random }) => random.chance(0.3),
	customerName: ({ person }) => person,
	customerEmail: ({ person }) => mailbox(person),
	customerPhone: phone,
	additionalInfo: () => 'The customer has ordered before without a dispute.',
	communications: ({ bought, person }) => [
		{ sender: 'customer', content: 'I do not recognise this charge.', date: iso(bought + 8 * DAY) },
		{ sender: 'company', content: `Dear ${person}, here is your receipt again.`, date: iso(bought + 9 * DAY) },
	],
	product: ({ sector }) => GOODS[sector][0],
	service: ({ sector }) => GOODS[sector][1],
	productDescription: ({ sector }) => `${GOODS[sector][0]}, as shown in the shop`,
	productId: ({ random }) => `${random.digits(4)} KLT`,
	productBrand: oneOf(['Aria 1.2', 'Toro Van', 'Lumen E']),
	serviceDate: daysAfter(2),
	serviceWasProvided: () => true,
	serviceDurationType: oneOf(['TRANSACTIONAL', 'SUBSCRIPTION']),
	checkinDate: daysAfter(6),
	checkoutDate: daysAfter(9),
	hotelName: oneOf(['Hotel Faro Azul', 'Pension Lindenhof', 'Hôtel des Quais']),
	rate: oneOf(['Flexible', 'Basic', 'Non-refundable']),
	inboundRate: oneOf(['Flexible', 'Basic', 'Non-refundable']),
	checkinConfirmation: () => true,
	departureCountry: oneOf(COUNTRIES),
	destinationCountry: oneOf(COUNTRIES),
	departureDate: daysAfter(6),
	arrivalDate: daysAfter(6.1),
	departureAirport: oneOf(AIRPORTS),
	arrivalAirport: oneOf(AIRPORTS),
	departureCity: oneOf(CITIES),
	arrivalCity: oneOf(CITIES),
	inboundDepartureCountry: oneOf(COUNTRIES),
	inboundDestinationCountry: oneOf(COUNTRIES),
	inboundDepartureDate: daysAfter(9),
	inboundArrivalDate: daysAfter(9.1),
	inboundDepartureAirport: oneOf(AIRPORTS),
	inboundArrivalAirport: oneOf(AIRPORTS),
	inboundDepartureCity: oneOf(CITIES),
	inboundArrivalCity: oneOf(CITIES),
	shippingCity: oneOf(CITIES),
	shippingProvince: oneOf(['Madrid', 'Girona', 'Porto', 'Rhône']),
	shippingPostalCode: ({ random }) => random.digits(5),
	shippingDate: daysAfter(1),
	deliveryDate: daysAfter(4),
	deliveryCompany: oneOf(CARRIERS),
	deliveryConfirmation: () => true,
	commitmentStartDate: daysAfter(0),
	commitmentEndDate: daysAfter(365),
	isCancelled: ({ random }) => random.chance(0.5),
	sellerName: oneOf(COMPANIES),
	sellerContactDate: daysAfter(7),
	sellerAdditionalInfo: () => 'Sells on the marketplace since 2021.',
	sellerPhone: phone,
	sellerEmail: () => 'seller@example.org',
	rentalOriginLocation: oneOf(CITIES),
	rentalDestinationLocation: oneOf(CITIES),
	rentalPickupDate: daysAfter(3),
	rentalDeliveryDate: daysAfter(7),
	privateOwnerRental: () => false,
	rentalOwnerName: oneOf(COMPANIES),
	rentalCurrency: ({ amount }) => amount.currency,
	rentalAmount: share(0.8),
	extraDistanceAmount: share(0.05),
	penaltyAmount: share(0.05),
	depositAmount: share(0.5),
	damagesAmount: share(0.1),
};

/** All facts a merchant could have about a purchase in this sector at this moment. */
export function inventFields(random: SeededRandom, sector: string, bought: number): JsonObject {
	const amount = {
		value: random.integer(990, 89_900) / 100,
		currency: random.pick(['EUR', 'EUR', 'EUR', 'GBP', 'USD']),
	};
	const invention: Invention = { random, sector, bought, amount, person: random.pick(PEOPLE) };
	const own = fieldsOfSector(sector).map((name) => [name, VALUES[name](invention)]);
	return {
		notificationDate: iso(bought + 25 * DAY),
		deadline: iso(bought + 35 * DAY),
		disputeAmount: { ...amount },
		chargebackReason: random.pick(REASONS_BY_SECTOR[sector] ?? REASONS),
		transactionId: `tx_${random.digits(12)}`,
		paymentProcessor: random.pick(['STRIPE', 'ADYEN', 'REDSYS', 'PAYPAL', 'CHECKOUT_COM']),
		orderNumber: `ORD-${random.digits(6)}`,
		...Object.fromEntries(own),
	};
}
