import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/Kloutit/actions';
import { createSandbox } from '../../sandbox/server';
import { hurryClock } from './clock';
import { ServiceBench } from './serviceBench';

/** Small files that are what their first bytes say. */
export const FILES = {
	pdf: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n', 'latin1'),
	png: Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
	jpeg: Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex'),
	exe: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]),
};

/** The Kloutit node and its sandbox. */
export class KloutitBench extends ServiceBench {
	readonly name = 'Kloutit';

	readonly node = 'kloutit';

	readonly credentialType = 'kloutitApi';

	readonly resources = resources;

	readonly wrongKey = { apiKey: 'wrong-api-key' };

	private event = '';

	/** A case of FASHION that lacks nothing and was not submitted. */
	readonly completeCase = 'EXP-COMPLETE-1';

	static async open(): Promise<KloutitBench> {
		hurryClock();
		const sandbox = await createSandbox({ kloutit: { strict: true, defenseTime: 0, retryDelays: [] } });
		return new KloutitBench(sandbox, await sandbox.listen(0));
	}

	get credential(): IDataObject {
		return { apiKey: this.sandbox.settings.kloutit.apiKey, baseUrl: `${this.url}/kloutit` };
	}

	refusalBody(words: string): IDataObject {
		return { statusCode: 400, message: [words], error: 'Bad Request' };
	}

	/** A complete case, and an event that Kloutit has sent, so that it can be verified. */
	override async prepare(): Promise<void> {
		const moment = '2026-11-01T10:00:00.000Z';
		const amount = { value: 84.5, currency: 'EUR' };
		const fields = {
			expedientNumber: this.completeCase,
			sector: 'FASHION',
			notificationDate: moment,
			disputeAmount: amount,
			chargebackReason: 'FRAUD',
			transactionDate: moment,
			purchaseDate: moment,
			purchaseAmount: amount,
			isChargeRefundable: false,
			is3DSPurchase: true,
			customerName: 'Ines Halvorsen',
			customerEmail: 'ines@example.com',
			product: 'Coat',
			shippingDate: moment,
			deliveryDate: moment,
			deliveryConfirmation: true,
			last4Digits: '4242',
			cardBrand: 'VISA',
		};
		await axios.post(`${this.url}/kloutit/case`, fields, {
			headers: { 'x-api-key': this.sandbox.settings.kloutit.apiKey },
		});
		await axios.post(`${this.url}/_sandbox/kloutit/events`, {
			event: 'CASE_WON',
			url: 'http://127.0.0.1:9/',
			wait: 'first',
		});
		const { data } = await axios.get<{ events: Array<{ body: unknown }> }>(`${this.url}/_sandbox/kloutit/events`);
		const { body } = data.events[data.events.length - 1];
		this.event = typeof body === 'string' ? body : JSON.stringify(body);
		this.sandbox.journal.reset();
	}

	/** The number of a case of a sector in a status. */
	caseNumber(sector: string, status?: string): string {
		const found = [...this.sandbox.state.kloutit.cases.values()].find(
			(record) =>
				(sector === '' || record.fields.sector === sector) &&
				(!status || record.status === status) &&
				!record.connected,
		);
		if (!found) throw new Error(`The sandbox has no case of ${sector || 'any sector'} in ${status ?? 'any status'}`);
		return found.fields.expedientNumber;
	}

	sample(parameters: IDataObject): IDataObject {
		const values: Record<string, () => string> = {
			'{case}': () => this.completeCase,
			'{generatedCase}': () => this.caseNumber('', 'GENERATED'),
			'{marketplaceCase}': () => this.caseNumber('MARKETPLACE'),
			'{event}': () => this.event,
		};
		return Object.fromEntries(
			Object.entries(parameters).map(([name, value]) => [
				name,
				typeof value === 'string' && Object.hasOwn(values, value) ? values[value]() : value,
			]),
		);
	}

	override files(names: Record<string, string>): Record<string, { fileName: string; content: Buffer }> {
		const content = (fileName: string) => (fileName.endsWith('.png') ? FILES.png : FILES.pdf);
		return Object.fromEntries(
			Object.entries(names).map(([field, fileName]) => [field, { fileName, content: content(fileName) }]),
		);
	}
}
