/**
 * The minimum that any trigger with a credential costs in n8n: one `getCredentials`, plus one call if the service itself verifies its
 * events (parameter `verification`). It uses the stored parameters directly, because reading one through n8n costs time too.
 */
class BenchReference {
	constructor() {
		this.description = {
			displayName: 'Bench Reference',
			name: 'benchReference',
			group: ['trigger'],
			version: 1,
			description: 'Starts a workflow and does nothing else',
			defaults: { name: 'Bench Reference' },
			inputs: [],
			outputs: ['main'],
			credentials: ['chargebackhitApi', 'kloutitApi', 'kountWebhookApi', 'klaviApi'].map((name) => ({ name })),
			webhooks: [{ name: 'default', httpMethod: 'POST', path: 'reference', responseMode: 'onReceived', responseData: '' }],
			properties: [{ displayName: 'Verification', name: 'verification', type: 'string', default: '' }],
		};
	}

	async webhook() {
		const { credentials, parameters } = this.getNode();
		const [type] = Object.keys(credentials);
		await this.getCredentials(type);
		if (parameters.verification) {
			await this.helpers.httpRequestWithAuthentication.call(this, type, {
				method: 'POST',
				url: parameters.verification,
				headers: { 'Content-Type': 'application/json' },
				body: this.getRequestObject().rawBody,
			});
		}
		return { workflowData: [[{ json: {} }]], webhookResponse: { received: true } };
	}
}

module.exports = { BenchReference };
