import { problems, rules } from '../../../../nodes/Kloutit/problems';
import { wordingOf } from '../wording';

test('the wording of every problem and rule', () => {
	expect(wordingOf(problems, rules)).toMatchSnapshot();
});

test('advice about webhooks of an earlier key counts them', () => {
	expect(problems.webhooksOfEarlierKey(1).advice).not.toMatch(/\b(them|they)\b/i);
	expect(problems.webhooksOfEarlierKey(2).advice).toMatch(/delete them\..*they start/);
});
