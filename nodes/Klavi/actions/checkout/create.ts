import { requiredText } from '../../../common/checks';
import { additionalFields } from '../../../common/fields';
import { recordOr, textOrNull } from '../../../common/json';
import type { ItemOperation } from '../../../common/operation';
import { KlaviApi } from '../../api';
import { messages } from '../../messages';
import { readPayment } from '../../paymentBody';
import {
	amountField,
	amountOption,
	detailsField,
	externalIdField,
	participantField,
	payerOfCheckoutFields,
	redirectField,
} from '../../paymentFields';
import { readToken } from '../../tokens';

/** Contract: 2.7: the body carries the keys, the answer a token; neither comes out. */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create checkout',
	description: 'Open a page hosted by Klavi on which a payer can pay, with whatever is known filled in',
	retryClass: 'write',
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
	plan: (item) => {
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
