import { problems, rules } from '../../../../nodes/Chargebackhit/problems';
import { wordingOf } from '../wording';

test('the wording of every problem and rule', () => {
	expect(wordingOf(problems, rules)).toMatchSnapshot();
});
