import * as check from '../../../common/checks';
import { InputError } from '../../../common/failure';
import { additionalFields, simplifyField } from '../../../common/fields';
import { mergeJson } from '../../../common/json';
import type { ItemOperation } from '../../../common/operation';
import { path } from '../../../common/path';
import { productOptions, valuesOf } from '../../fieldOptions';
import { flatCaid } from '../../flatRecords';
import { messages } from '../../messages';
import { recordOf } from '../../records';
import { caidField } from './caidField';

/** Contract: 2.8, 6.3. PayPal is not among the products of this call. */
const PRODUCTS = productOptions.filter(({ value }) => value !== 'paypal');

export const disenrollProducts: ItemOperation = {
	value: 'disenrollProducts',
	name: 'Disenroll Products',
	action: 'Disenroll products',
	description: 'Take products off a CAID, so that it gets no more of their alerts',
	retryClass: 'write',
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
	plan: (item) => {
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
		if (strange !== undefined) throw check.breaks('Products', messages.choiceRule(known), strange);
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
