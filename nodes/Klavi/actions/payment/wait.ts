import { ServiceError, withAdvice } from '../../../common/errors/errors';
import { type FieldSpec, fieldProperty } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { readOutput } from '../../../common/fields/output';
import { simplifyField } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import { type Polled, poll } from '../../../common/run/poll';
import type { JsonRecord } from '../../../common/values/json';
import { numberBetween, requiredText } from '../../../common/values/validate';
import { KlaviApi } from '../../api/klaviApi';
import { failureIn } from '../../events';
import { problems } from '../../problems';
import { paymentStatus } from '../../simplify';
import { paymentId } from './paymentFields';
import { isAuthorized, isCompleted, isFinished, statusIn } from './statuses';

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
				description: 'The item fails, with an error that names the last status',
			},
			{
				name: 'Return Data',
				value: 'data',
				description: 'The item contains the last status, for example for an If node after this one',
			},
		],
		'error',
	),
	property: {
		description:
			'What to do if the payment is rejected, canceled or expired, ends with an error, or takes longer than Wait Limit',
	},
};

/** A choice, which may not be empty. */
function chosen(item: Item, { name, displayName, kind }: FieldSpec<string>): string | undefined {
	return kind.read(requiredText(item.value(name), displayName), displayName);
}

/** How a wait ended that did not see what it waited for. */
function endFailure(id: string, { ended, value, failure }: Polled<JsonRecord>, seconds: number): ServiceError {
	const status = value === undefined ? null : statusIn(value) || null;
	const details = { id, status, finished: value !== undefined && isFinished(value) };
	if (ended === 'refused' && failure) {
		const problem = withAdvice(failure.failure.problem, problems.waitRefused(id, status).message);
		return new ServiceError({ ...failure.failure, problem, details });
	}
	if (ended === 'enough' && value) {
		const reason = failureIn(value);
		const problem = problems.paymentNotPaid(id, status, reason);
		return new ServiceError({ problem, code: reason ?? undefined, details });
	}
	if (value === undefined && failure) {
		const problem = withAdvice(failure.failure.problem, problems.statusNeverRead(id, seconds).message);
		return new ServiceError({ ...failure.failure, problem, details });
	}
	const problem = problems.paymentNotReached(id, status, seconds, failure?.message);
	return new ServiceError({ problem, status: failure?.failure.status, details });
}

/** Contract: 2.3, 2.12. */
export const wait: ItemOperation = {
	value: 'wait',
	name: 'Wait',
	action: 'Wait for payment',
	description: 'Wait until the payer has approved a payment, or until the payment has finished',
	effect: 'read',
	simplified: paymentStatus,
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
			description: 'How many seconds to wait between two checks of the status, at least 2',
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
		const output = readOutput(item, paymentStatus);
		api.paymentPath(id);
		return async (send, context) => {
			const polled = await poll({
				send,
				look: async (bounded) => await api.readPayment(bounded, id, '/status'),
				isEnough: (state) => isFinished(state) || succeeds(state),
				interval: () => interval,
				limit: seconds * 1000,
				signal: context.getExecutionCancelSignal(),
			});
			const { ended, value, failure } = polled;
			const isReached = value !== undefined && succeeds(value);
			if (!isReached && (fails || ended === 'refused')) throw endFailure(id, polled, seconds);
			const payment = { id, ...value };
			if (ended === 'limit')
				item.hint(problems.paymentUnfinished(id, statusIn(payment) || null, seconds, failure?.message).message);
			return output.one(payment);
		};
	},
};
