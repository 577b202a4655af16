import type {
	IAuthenticateRuleResponseCode,
	IAuthenticateRuleResponseSuccessBody,
	ICredentialTestRequest,
} from 'n8n-workflow';

/** The rules of a credential test. n8n applies rules of both kinds, although its type allows only one kind at a time. */
export function testRules(
	...rules: Array<IAuthenticateRuleResponseCode | IAuthenticateRuleResponseSuccessBody>
): ICredentialTestRequest['rules'] {
	return rules as ICredentialTestRequest['rules'];
}

/** Text instead of JSON, such as a page of HTML, is not the service's response. */
export function refuseText(message: string): IAuthenticateRuleResponseSuccessBody {
	// n8n can only compare a value in the body. What it has not parsed is text
	return { type: 'responseSuccessBody', properties: { key: 'constructor.name', value: 'String', message } };
}

/** A response without this field is not the service's. */
export function requireField(key: string, message: string): IAuthenticateRuleResponseSuccessBody {
	return { type: 'responseSuccessBody', properties: { key, value: undefined, message } };
}
