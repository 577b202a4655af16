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

/** Contract: 2.7: the body carries the keys, the response a token. Neither is returned. */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create checkout',
	description: 'Open a payment page hosted by Klavi, with everything that is known filled in',
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
				const { accessToken: _accessToken, expire: _expire, expireIn: _expireIn, ...page } = recordOr(response.body);
				api.keepToken(textOrNull(page.id), readToken(response.body));
				return page;
			},
		};
	},
};
