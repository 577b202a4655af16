import { InputError } from '../../../common/errors/errors';
import { problems as common } from '../../../common/errors/problems';
import { type FieldSpec, fieldProperty } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { readOutput } from '../../../common/fields/output';
import { additionalFields, simplifyField } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { type Json, mergeJson } from '../../../common/values/json';
import * as validate from '../../../common/values/validate';
import { problems } from '../../problems';
import { flatCaid } from '../../simplify';
import { productOptions } from '../choices';
import { recordOf } from '../records';
import { caidField } from './caidRecord';

/** Contract: 2.8, 6.3. PayPal is not among the products of this call. */
const productsField: FieldSpec<Json[]> = {
	displayName: 'Products',
	name: 'productsToDisenroll',
	kind: kinds.choices(productOptions.filter(({ value }) => value !== 'paypal')),
	property: { required: true, description: 'The products to remove' },
};

export const disenrollProducts: ItemOperation = {
	value: 'disenrollProducts',
	name: 'Disenroll Products',
	action: 'Disenroll products',
	description: 'Remove products from a CAID, so that it gets no more of their alerts',
	effect: 'write',
	identifiedBy: ['caidId'],
	irreversible: problems.disenrollNotice().message,
	simplified: flatCaid,
	fields: [caidField, fieldProperty(productsField), simplifyField, additionalFields],
	sample: { parameters: { caidId: '{caid}', productsToDisenroll: ['cdrn'] } },
	prepare: (item) => {
		const id = item.uuid(caidField);
		const output = readOutput(item, flatCaid);
		const body = mergeJson(
			{ products: validate.textList(item.value(productsField.name), productsField.displayName) },
			item.jsonObject(additionalFields),
		);
		const products = productsField.kind.read(body.products, productsField.displayName, item);
		if (products === undefined) throw new InputError(common.fieldEmpty(productsField.displayName));
		return {
			request: {
				method: 'POST',
				path: path`/api/v2/caids/${id}/disenroll`,
				body: { ...body, products },
				expect: 'emptyOrAny',
				subject: `CAID ${id}`,
			},
			output: (response) => {
				const record = recordOf(response);
				return record ? output.one(record) : { accepted: true, id, products: products.join(', ') };
			},
		};
	},
};
