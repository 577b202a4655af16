import { InputError } from '../../../common/errors/errors';
import { additionalFields, simplifyField } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { mergeJson } from '../../../common/values/json';
import * as check from '../../../common/values/validate';
import { messages } from '../../problems';
import { flatCaid } from '../../simplify';
import { productOptions, valuesOf } from '../choices';
import { recordOf } from '../records';
import { caidField } from './caidField';

/** Contract: 2.8, 6.3. PayPal is not among the products of this call. */
const PRODUCTS = productOptions.filter(({ value }) => value !== 'paypal');

export const disenrollProducts: ItemOperation = {
	value: 'disenrollProducts',
	name: 'Disenroll Products',
	action: 'Disenroll products',
	description: 'Take products off a CAID, so that it gets no more of their alerts',
	effect: 'write',
	irreversible: messages.disenrollNotice,
	fields: [
		caidField,
		{
			displayName: 'Products',
			name: 'productsToDisenroll',
			type: 'multiOptions',
			options: PRODUCTS,
			default: [],
			required: true,
			description: 'The products to take off',
		},
		simplifyField,
		additionalFields,
	],
	sample: { parameters: { caidId: '{caid}', productsToDisenroll: ['cdrn'] } },
	prepare: (item) => {
		const id = item.uuid('caidId', caidField.displayName);
		const simplify = item.flag('simplify');
		const body = mergeJson(
			{ products: check.textList(item.value('productsToDisenroll'), 'Products') },
			item.jsonObject('additionalFields', additionalFields.displayName),
		);
		const products = check.textList(body.products, 'Products');
		if (products.length === 0) throw new InputError(messages.noProducts);
		const known = valuesOf(PRODUCTS);
		const strange = products.find((product) => !known.includes(product));
		if (strange !== undefined) throw check.invalid('Products', messages.choiceRule(known), strange);
		return {
			request: {
				method: 'POST',
				path: path`/api/v2/caids/${id}/disenroll`,
				body: { ...body, products },
				expect: 'emptyOrAny',
				subject: `CAID ${id}`,
			},
			output: (answer) => {
				const record = recordOf(answer);
				if (!record) return { success: true, id, disenrolled: products.join(', ') };
				return simplify ? flatCaid(record) : record;
			},
		};
	},
};
