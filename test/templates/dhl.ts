import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';

import type { Stage } from './stage';

export const DHL_KEY = 'dhl_key_templates';

/** The PDF that stands for a proof of delivery. */
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n');

/** A shipment as the Shipment Tracking API describes it. */
export interface Shipment {
	/** Omitted for one that is on its way. */
	deliveredAt?: string;
	shippedAt: string;
	/** The last part of the address of its proof of delivery. */
	proof?: string;
}

const shipmentOf = (id: string, { deliveredAt, shippedAt, proof }: Shipment, url: string): IDataObject => ({
	id,
	service: 'parcel-de',
	status: deliveredAt
		? { timestamp: deliveredAt, statusCode: 'delivered', description: 'The shipment was delivered' }
		: { timestamp: shippedAt, statusCode: 'transit', description: 'The shipment is on its way' },
	details: proof === undefined ? {} : { proofOfDelivery: { documentUrl: `${url}/proof/${proof}` } },
	events: [
		...(deliveredAt ? [{ timestamp: deliveredAt, statusCode: 'delivered', description: 'Delivered' }] : []),
		{ timestamp: shippedAt, statusCode: 'transit', description: 'Handed over' },
		{ timestamp: '2026-10-01T08:00:00+02:00', statusCode: 'pre-transit', description: 'Announced' },
	],
});

/** The call of DHL's Shipment Tracking API that a template makes, and the documents that its answers link to. */
export async function startDhl(shipments: Record<string, Shipment[]>) {
	const calls: IDataObject[] = [];
	let url = '';
	const server = createServer((request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
		const answer = (status: number, json: unknown) =>
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
		if (pathname.startsWith('/proof/')) {
			if (pathname.endsWith('.html')) return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
			if (pathname.endsWith('gone')) return response.writeHead(404).end();
			return response.writeHead(200, { 'content-type': 'application/pdf' }).end(PDF);
		}
		if (request.headers['dhl-api-key'] !== DHL_KEY) return answer(401, { title: 'Unauthorized', status: 401 });
		const number = searchParams.get('trackingNumber') ?? '';
		calls.push(Object.fromEntries(searchParams));
		const found = shipments[number];
		if (found === undefined)
			return answer(404, { title: 'No result found', status: 404, detail: 'No shipment with given tracking number.' });
		return answer(200, { shipments: found.map((one) => shipmentOf(number, one, url)) });
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const close = async () => {
		server.closeAllConnections();
		await new Promise<void>((resolve) => server.close(() => resolve()));
	};
	return { url, calls, close };
}

/** The credential for it. */
export async function dhlCredential(stage: Stage): Promise<{ httpHeaderAuth: { id: string; name: string } }> {
	await stage.addCredential('httpHeaderAuth', { name: 'DHL-API-Key', value: DHL_KEY });
	return { httpHeaderAuth: stage.credential('httpHeaderAuth') };
}
