import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { recordOr, textOrNull } from '../../../common/values/json';
import { requiredText } from '../../../common/values/validate';
import { KlaviApi } from '../../api/klaviApi';
import { readToken } from '../../api/tokens';
import { messages } from '../../problems';
import { readPayment } from '../payment/paymentBody';
import {
	amountField,
	amountOption,
	detailsField,
	externalIdField,
	participantField,
	payerOfCheckoutFields,
	redirectField,
} from '../payment/paymentFields';

/** Contract: 2.7: the body carries the keys, the answer a token; neither comes out. */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create checkout',
	description: 'Open a page hosted by Klavi on which a payer can pay, with whatever is known filled in',
	effect: 'write',
	irreversible: messages.checkoutNotice,
	fields: [
		externalIdField,
		{ ...amountField, required: false },
		{ ...participantField, required: false },
		...payerOfCheckoutFields,
		redirectField,
		detailsField,
		additionalFields,
	],
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
		requiredText(externalId, externalIdField.displayName);
		const request = api.checkout(body);
		return {
			request,
			output: (answer) => {
				const { accessToken: _accessToken, expire: _expire, expireIn: _expireIn, ...page } = recordOr(answer.body);
				api.keepToken(textOrNull(page.id), readToken(answer.body));
				return page;
			},
		};
	},
};
