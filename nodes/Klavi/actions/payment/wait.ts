import { ServiceError } from '../../../common/errors/errors';
import { type FieldSpec, fieldProperty } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { simplifyField } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import type { JsonRecord } from '../../../common/values/json';
import { numberBetween, requiredText } from '../../../common/values/validate';
import { KlaviApi } from '../../api/klaviApi';
import { failureIn } from '../../events';
import { problems } from '../../problems';
import { statusOutput } from '../../simplify';
import { paymentId } from './paymentFields';
import { isAuthorized, isCompleted, isFinished, statusIn } from './statuses';
import { readUntil } from './waiting';

const until: FieldSpec<string> = {
	displayName: 'Until',
	name: 'until',
	kind: kinds.choice(
		[
			{ name: 'Authorized', value: 'authorized', description: 'The payer has approved the payment at their bank' },
			{
				name: 'Finished',
				value: 'finished',
				description: 'The payment is completed, rejected, canceled or expired, or ended with an error',
			},
		],
		'finished',
	),
	property: { description: 'What to wait for' },
};

const otherwise: FieldSpec<string> = {
	displayName: 'If It Does Not Succeed',
	name: 'otherwise',
	kind: kinds.choice(
		[
			{
				name: 'Fail',
				value: 'error',
				description: 'The item fails if the payment ends in another way or the limit is reached',
			},
			{
				name: 'Return Data',
				value: 'data',
				description: 'The item contains the last status, for a later node to decide',
			},
		],
		'error',
	),
	property: {
		description:
			'What to do if the payment is rejected, canceled or expired, ends with an error, or has not finished at the limit',
	},
};

/** A choice, which may not be empty. */
function chosen(item: Item, { name, displayName, kind }: FieldSpec<string>): string | undefined {
	return kind.read(requiredText(item.value(name), displayName), displayName);
}

function endFailure(id: string, payment: JsonRecord, inTime: boolean, seconds: number): ServiceError {
	const status = statusIn(payment);
	const details = { id, status, finished: isFinished(payment) };
	if (!inTime) return new ServiceError({ problem: problems.paymentNotReached(id, status, seconds), details });
	const reason = failureIn(payment);
	return new ServiceError({ problem: problems.paymentNotPaid(id, status, reason), code: reason ?? undefined, details });
}

/** Contract: 2.3, 2.12. */
export const wait: ItemOperation = {
	value: 'wait',
	name: 'Wait',
	action: 'Wait for payment',
	description:
		'Ask for the status of a payment again and again until the payer has approved it, or until it has finished',
	effect: 'read',
	fields: [
		{ displayName: problems.paymentWaitNotice().message, name: 'waitNotice', type: 'notice', default: '' },
		fieldProperty(paymentId),
		fieldProperty(until),
		{
			displayName: 'Interval',
			name: 'interval',
			type: 'number',
			typeOptions: { minValue: 2, maxValue: 300 },
			default: 5,
			description: 'How many seconds to wait between two looks, at least 2',
		},
		{
			displayName: 'Wait Limit',
			name: 'waitLimit',
			type: 'number',
			typeOptions: { minValue: 2, maxValue: 3600 },
			default: 300,
			description: 'How many seconds to wait at most',
		},
		fieldProperty(otherwise),
		simplifyField,
	],
	identifiedBy: ['paymentId'],
	sample: { parameters: { paymentId: '{completedPayment}', until: 'finished', interval: 2, waitLimit: 60 } },
	prepare: (item) => {
		const api = KlaviApi.of(item);
		const id = item.requiredText(paymentId);
		const succeeds = chosen(item, until) === 'authorized' ? isAuthorized : isCompleted;
		const fails = chosen(item, otherwise) === 'error';
		const interval = numberBetween(item.value('interval'), 'Interval', 2, 300) * 1000;
		const seconds = numberBetween(item.value('waitLimit'), 'Wait Limit', 2, 3600);
		const simplify = item.flag('simplify');
		api.paymentPath(id);
		return async (send, context) => {
			const { value: payment, inTime } = await readUntil(
				async () => await api.readPayment(send, id, '/status'),
				(state) => isFinished(state) || succeeds(state),
				{ interval, limit: seconds * 1000 },
				context.getExecutionCancelSignal(),
			);
			if (!succeeds(payment) && fails) throw endFailure(id, payment, inTime, seconds);
			if (!inTime) item.hint(problems.paymentUnfinished(seconds).message);
			return statusOutput(payment, simplify);
		};
	},
};
