import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { recordOr, textOrNull } from '../../../common/values/json';
import { requiredText } from '../../../common/values/validate';
import { KlaviApi } from '../../api/klaviApi';
import { readToken } from '../../api/tokens';
import { problems } from '../../problems';
import { readPayment } from '../payment/paymentBody';
import {
	amountOption,
	detailsProperty,
	optionalPayerProperties,
	paymentFields,
	properties,
} from '../payment/paymentFields';

/** What is returned of the response. The request contains the keys, and the response a token: a response that repeats it must not. */
const RETURNED = [
	'id',
	'externalId',
	'clientRequestId',
	'status',
	'paymentURL',
	'paymentUrl',
	'redirectURL',
	'redirectUrl',
	'amount',
	'currency',
	'createAt',
	'updateAt',
	'createdAt',
	'updatedAt',
	'expiresAt',
];

/** Contract: 2.7 */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create payment page',
	description: 'Create a payment page at Klavi and get its link. The payer enters there what you leave empty here.',
	effect: 'write',
	irreversible: problems.checkoutNotice().message,
	fields: [
		...properties('externalId'),
		...properties('amount', 'participant').map((property) => ({ ...property, required: false })),
		...optionalPayerProperties,
		...properties('redirectUrl'),
		detailsProperty,
		additionalFields,
	],
	identifiedBy: ['externalId'],
	options: [amountOption],
	sample: {
		parameters: {
			externalId: 'ORDER-2026-0042',
			amount: '{amount}',
			payerType: 'none',
			redirectUrl: 'https://shop.example.com/thanks',
		},
	},
	prepare: (item) => {
		const api = KlaviApi.of(item);
		const { body, externalId } = readPayment(item, api.revision, false);
		requiredText(externalId, paymentFields.externalId.displayName);
		return {
			request: api.checkout(body),
			output: (response) => {
				const body = recordOr(response.body);
				api.keepToken(textOrNull(body.id), readToken(response.body));
				return Object.fromEntries(Object.entries(body).filter(([name]) => RETURNED.includes(name)));
			},
		};
	},
};
