import { ServiceError } from '../../../common/errors/errors';
import { simplifyField } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import type { JsonRecord } from '../../../common/values/json';
import * as check from '../../../common/values/validate';
import { KlaviApi } from '../../api/klaviApi';
import { failureIn } from '../../events';
import { messages } from '../../problems';
import { statusOutput } from '../../simplify';
import { paymentIdField } from './paymentFields';
import { isAuthorised, isCompleted, isFinished, statusIn } from './statuses';
import { readUntil } from './waiting';

const GOALS = ['authorised', 'finished'];
const ENDS = ['data', 'error'];

function choice(value: string, known: string[], field: string): string {
	if (known.includes(value)) return value;
	throw check.invalid(field, messages.choiceRule(known), value);
}

function endFailure(id: string, payment: JsonRecord, inTime: boolean, seconds: number): ServiceError {
	const status = statusIn(payment);
	const details = { id, status, finished: isFinished(payment) };
	if (!inTime)
		return new ServiceError({
			message: messages.waitedInVain(id, status, seconds),
			advice: messages.waitedInVainAdvice,
			details,
		});
	const reason = failureIn(payment);
	return new ServiceError({
		message: messages.endedOtherwise(id, status),
		advice: messages.endedOtherwiseAdvice(reason ?? ''),
		code: reason ?? undefined,
		details,
	});
}

/** Contract: 2.3, 2.12. */
export const wait: ItemOperation = {
	value: 'wait',
	name: 'Wait',
	action: 'Wait for payment',
	description:
		'Ask for the status of a payment again and again until the payer has approved it, or until it is through',
	effect: 'read',
	fields: [
		{ displayName: messages.waitNotice, name: 'waitNotice', type: 'notice', default: '' },
		paymentIdField,
		{
			displayName: 'Until',
			name: 'until',
			type: 'options',
			options: [
				{ name: 'Authorised', value: 'authorised', description: 'The payer has approved the payment at their bank' },
				{
					name: 'Finished',
					value: 'finished',
					description: 'The payment is completed, rejected, cancelled, expired or ended in an error',
				},
			],
			default: 'finished',
			description: 'What to wait for',
		},
		{
			displayName: 'Interval',
			name: 'interval',
			type: 'number',
			typeOptions: { minValue: 2, maxValue: 300 },
			default: 5,
			description: 'How many seconds to let pass between two looks, at least 2',
		},
		{
			displayName: 'Wait Limit',
			name: 'waitLimit',
			type: 'number',
			typeOptions: { minValue: 2, maxValue: 3600 },
			default: 300,
			description: 'How many seconds to wait at the most',
		},
		{
			displayName: 'If It Does Not Succeed',
			name: 'otherwise',
			type: 'options',
			options: [
				{
					name: 'Fail',
					value: 'error',
					description: 'The item fails where the payment ends in another way, or the limit is over',
				},
				{
					name: 'Return Data',
					value: 'data',
					description: 'The item carries the last status, for a later node to decide',
				},
			],
			default: 'error',
			description:
				'What to do where the payment is rejected, cancelled, expired or in error, or not through when the limit is over',
		},
		simplifyField,
	],
	sample: { parameters: { paymentId: '{completedPayment}', until: 'finished', interval: 2, waitLimit: 60 } },
	prepare: (item) => {
		const api = KlaviApi.of(item);
		const id = item.requiredText('paymentId', paymentIdField.displayName);
		const until = choice(item.text('until'), GOALS, 'Until');
		const otherwise = choice(item.text('otherwise'), ENDS, 'If It Does Not Succeed');
		const interval = check.numberBetween(item.value('interval'), 'Interval', 2, 300) * 1000;
		const seconds = check.numberBetween(item.value('waitLimit'), 'Wait Limit', 2, 3600);
		const simplify = item.flag('simplify');
		api.paymentPath(id);
		const succeeds = until === 'authorised' ? isAuthorised : isCompleted;
		return async (send, context) => {
			const { value: payment, inTime } = await readUntil(
				async () => await api.readPayment(send, id, '/status'),
				(state) => isFinished(state) || succeeds(state),
				{ interval, limit: seconds * 1000 },
				context.getExecutionCancelSignal(),
			);
			if (!succeeds(payment) && otherwise === 'error') throw endFailure(id, payment, inTime, seconds);
			if (!inTime) item.hint(messages.waitHint(seconds));
			return statusOutput(payment, simplify);
		};
	},
};
