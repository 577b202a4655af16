import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { requestSettings } from '../../common/fields/options';
import { Client } from '../../common/http/client';
import type { Send } from '../../common/operation';
import { cardText } from '../../common/trigger/disputeEvent';
import { type JsonRecord, textOrNull } from '../../common/values/json';
import { looksLikeUuid } from '../../common/values/validate';
import { type Cursor, firstPage, type Page, type PagingMethod, pageRequest, readPage } from '../actions/records';
import { alertParts } from '../events';
import { chargebackhit } from '../service';

const PAGE_SIZE = 50;
/** Pages read for one search before the user must scroll further. */
const PAGES_PER_SEARCH = 5;

const ARN = /^.4\d{21}$/;
/** An order or transaction ID: one word that contains a digit. */
const ONE_WORD_WITH_DIGIT = /^(?=.*\d)\S{3,}$/;

/** How the records of one kind are listed, searched and shown. */
interface Listing {
	path: string;
	method: PagingMethod;
	/** True if the service can sort: newest first. */
	sort: boolean;
	id: (record: JsonRecord) => string | null;
	/** What distinguishes records, the most telling first. */
	label: (record: JsonRecord) => Array<string | null>;
	/** The filters to try for a text, in this order, until one finds something. */
	filters: (text: string) => Search[];
}

/** A filter, and how the list names what matched it. */
type Search = { filter: JsonRecord; words: string };

const alerts: Listing = {
	path: '/api/v2/alerts/list',
	method: 'token',
	sort: true,
	id: (record) => textOrNull(alertParts(record).alert.id),
	label: (record) => {
		const { alert, transaction, merchant } = alertParts(record);
		const amount = textOrNull(alert.amount);
		return [
			(textOrNull(alert.published_at) ?? textOrNull(alert.date))?.slice(0, 10) ?? null,
			amount && `${amount} ${textOrNull(alert.currency) ?? ''}`.trim(),
			textOrNull(alert.type),
			textOrNull(alert.outcome) ?? 'no outcome yet',
			textOrNull(alert.descriptor) ?? textOrNull(merchant.descriptor),
			textOrNull(transaction.transaction_merchant_id),
			cardText(textOrNull(transaction.bin), textOrNull(transaction.last_four), textOrNull(transaction.card_brand)),
			textOrNull(transaction.arn),
		];
	},
	filters: (text): Search[] => {
		if (looksLikeUuid(text)) return [{ filter: { ids: [text.toLowerCase()] }, words: 'alert ID' }];
		// the service has no filter for ARNs: they are searched in the loaded pages
		if (ARN.test(text) || !ONE_WORD_WITH_DIGIT.test(text)) return [];
		return [
			{ filter: { order_ids: [text] }, words: 'order ID' },
			{ filter: { transaction_merchant_ids: [text] }, words: 'merchant transaction ID' },
			{ filter: { transaction_ids: [text] }, words: 'transaction ID' },
		];
	},
};

const merchants: Listing = {
	path: '/api/v2/merchants/list',
	method: 'offset',
	sort: true,
	id: (record) => textOrNull(record.id),
	label: (record) => [textOrNull(record.name), textOrNull(record.descriptor), textOrNull(record.internal_id)],
	filters: (text): Search[] => {
		if (looksLikeUuid(text)) return [{ filter: { ids: [text.toLowerCase()] }, words: 'merchant ID' }];
		return ONE_WORD_WITH_DIGIT.test(text) ? [{ filter: { internal_ids: [text] }, words: 'internal ID' }] : [];
	},
};

const caids: Listing = {
	path: '/api/v2/caids/list',
	method: 'token',
	sort: true,
	id: (record) => textOrNull(record.id),
	label: (record) => [
		textOrNull(record.descriptor),
		textOrNull(record.card_acceptor_id),
		textOrNull(record.psp_name),
		textOrNull(record.internal_id),
	],
	filters: (text): Search[] => {
		if (looksLikeUuid(text)) return [{ filter: { ids: [text.toLowerCase()] }, words: 'ID' }];
		return ONE_WORD_WITH_DIGIT.test(text) ? [{ filter: { caids: [text] }, words: 'CAID' }] : [];
	},
};

const disputes: Listing = {
	path: '/api/v2/disputes/list',
	method: 'tokenOnly',
	sort: false,
	id: (record) => textOrNull(record.id),
	label: (record) => {
		const amount = textOrNull(record.amount);
		return [
			textOrNull(record.provider_dispute_id),
			amount && `${amount} ${textOrNull(record.currency) ?? ''}`.trim(),
			textOrNull(record.reason),
			textOrNull(record.provider),
			textOrNull(record.status),
			textOrNull(record.dispute_date)?.slice(0, 10) ?? null,
		];
	},
	filters: () => [],
};

function entry(listing: Listing, record: JsonRecord, note?: string): INodeListSearchItems[] {
	const id = listing.id(record);
	if (!id) return [];
	const label = listing.label(record).filter(Boolean).join(' · ') || id;
	// the editor cuts long entries at their end
	return [{ name: note ? `${note} · ${label}` : label, value: id }];
}

/** True if a record's id or any part of its label contains the text. */
function matches(listing: Listing, record: JsonRecord, text: string): boolean {
	return [listing.id(record), ...listing.label(record)].some((part) =>
		part?.toLowerCase().includes(text.toLowerCase()),
	);
}

async function search(
	context: ILoadOptionsFunctions,
	listing: Listing,
	text = '',
	token?: string,
): Promise<INodeListSearchResult> {
	const client = await Client.open(context, chargebackhit, requestSettings({ maxRetryWait: 10 }));
	const send = client.sender('read');
	const wanted = text.trim();
	if (wanted !== '' && token === undefined) {
		for (const { filter, words } of listing.filters(wanted)) {
			const { records } = await readListing(send, listing, { filter }, firstPage(listing.method));
			const found = records.flatMap((record) => entry(listing, record, `${words} matches`));
			if (found.length > 0) return { results: found };
		}
	}

	const results: INodeListSearchItems[] = [];
	let cursor: Cursor | undefined = startOf(listing, token);
	for (let page = 0; page < PAGES_PER_SEARCH && cursor !== undefined && results.length === 0; page++) {
		const { records, next }: Page = await readListing(send, listing, {}, cursor);
		const chosen = wanted === '' ? records : records.filter((record) => matches(listing, record, wanted));
		results.push(
			...chosen.flatMap((record) => entry(listing, record, wanted === '' ? undefined : 'found in the newest records')),
		);
		cursor = records.length === 0 ? undefined : next;
	}
	return cursor === undefined ? { results } : { results, paginationToken: String(cursor) };
}

function startOf(listing: Listing, token: string | undefined): Cursor {
	if (token === undefined) return firstPage(listing.method);
	return listing.method === 'offset' ? Number(token) : token;
}

async function readListing(send: Send, listing: Listing, criteria: JsonRecord, cursor: Cursor): Promise<Page> {
	const sort: JsonRecord = listing.sort ? { sort: { field: 'created_at', direction: 'desc' } } : {};
	const response = await send(pageRequest(listing.path, listing.method, { ...criteria, ...sort }, cursor, PAGE_SIZE));
	return readPage(response, listing.method, cursor);
}

function searchOf(listing: Listing) {
	return async function (this: ILoadOptionsFunctions, filter?: string, token?: string): Promise<INodeListSearchResult> {
		return await search(this, listing, filter, token);
	};
}

/** The lists behind the "From List" choice of each id field: the newest first, 50 at a time. */
export const listSearch = {
	searchAlerts: searchOf(alerts),
	searchMerchants: searchOf(merchants),
	searchCaids: searchOf(caids),
	searchDisputes: searchOf(disputes),
};
