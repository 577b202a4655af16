import http from 'node:http';

import axios from 'axios';
import FormData from 'form-data';

import { caseFields, enumValues, fieldsOfSector } from '../../../../sandbox/kloutit/catalogue';
import type { KloutitSettings } from '../../../../sandbox/kloutit/settings';
import { type Running, run } from '../harness';

export interface Answer {
	status: number;
	/** Parsed body; `undefined` when it is empty or no JSON. */
	json: any;
	bytes: Buffer;
	headers: Record<string, string>;
}

export interface RunningKloutit extends Running {
	/** A call with the API key; a header given as `undefined` is left out. */
	kloutit(method: string, path: string, body?: unknown, headers?: Record<string, string | undefined>): Promise<Answer>;
	upload(path: string, parts: Part[]): Promise<Answer>;
}

/** A part of a form: a text, or a file when it has a name. */
export interface Part {
	field: string;
	value: string | Buffer;
	name?: string;
	type?: string;
}

const agent = new http.Agent({ keepAlive: false });

/** A sandbox with short times, so that tests wait for nothing. */
export async function runKloutit(settings: Partial<KloutitSettings> = {}): Promise<RunningKloutit> {
	const running = await run({ kloutit: { defenseTime: 30, retryDelays: [20, 40], ...settings } });
	const kloutit: RunningKloutit['kloutit'] = async (method, path, body, headers = {}) => {
		const isRaw = body === undefined || Buffer.isBuffer(body) || typeof body === 'string';
		const all: Record<string, string | undefined> = {
			'x-api-key': running.sandbox.settings.kloutit.apiKey,
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
			...headers,
		};
		const response = await axios.request<Buffer>({
			method,
			url: `${running.url}/kloutit${path}`,
			data: isRaw ? body : JSON.stringify(body),
			headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
				string,
				string
			>,
			httpAgent: agent,
			proxy: false,
			responseType: 'arraybuffer',
			transformRequest: [(data: unknown) => data],
			validateStatus: () => true,
			maxBodyLength: Infinity,
		});
		const bytes = Buffer.from(response.data);
		let json: unknown;
		try {
			json = JSON.parse(bytes.toString('utf8'));
		} catch {
			json = undefined;
		}
		return { status: response.status, json, bytes, headers: response.headers as unknown as Record<string, string> };
	};
	return {
		...running,
		kloutit,
		upload(path, parts) {
			const form = new FormData();
			for (const { field, value, name, type } of parts) {
				form.append(field, value, name === undefined ? undefined : { filename: name, contentType: type });
			}
			return kloutit('POST', path, form.getBuffer(), form.getHeaders());
		},
	};
}

const VALUES: Record<string, unknown> = {
	string: 'Ñandú & Co.',
	date: '2026-10-18T16:20:00.000Z',
	boolean: true,
	amount: { value: 84.5, currency: 'EUR' },
	communications: [{ sender: 'customer', content: '¿Dónde está?', date: '2026-10-20T08:00:00.000Z' }],
};

/** A value that a field takes. */
function valueFor(field: string): unknown {
	const { type, enum: name } = caseFields[field];
	return name === undefined ? VALUES[type] : enumValues[name][0];
}

/** A create body with everything a case of this sector can have; `changes` go over it, `undefined` leaves out. */
export function completeCase(
	expedientNumber: string,
	sector: string,
	changes: Record<string, unknown> = {},
): Record<string, unknown> {
	const own = fieldsOfSector(sector).map((field) => [field, valueFor(field)]);
	return {
		expedientNumber,
		notificationDate: VALUES.date,
		deadline: VALUES.date,
		disputeAmount: VALUES.amount,
		chargebackReason: 'OTHER',
		...Object.fromEntries(own),
		sector,
		...changes,
	};
}

export const PDF_BYTES = Buffer.from('%PDF-1.7\nrecibo\n%%EOF\n');
export const PNG_BYTES = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
export const JPEG_BYTES = Buffer.from('ffd8ffe000104a4649460001', 'hex');
export const EXE_BYTES = Buffer.from('MZ\x90\x00\x03 this program cannot be run in DOS mode', 'latin1');
