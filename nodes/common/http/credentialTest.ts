import type { ICredentialTestRequest } from 'n8n-workflow';

type TestRule = NonNullable<ICredentialTestRequest['rules']>[number];

/** A rule of a credential test: text instead of JSON, such as a page of HTML, is not the service's response. */
export function refuseText(message: string): TestRule {
	// n8n can only compare a value in the body. What it has not parsed is text
	return { type: 'responseSuccessBody', properties: { key: 'constructor.name', value: 'String', message } };
}

/** A rule of a credential test: a response without this field is not the service's. */
export function requireField(key: string, message: string): TestRule {
	return { type: 'responseSuccessBody', properties: { key, value: undefined, message } };
}
