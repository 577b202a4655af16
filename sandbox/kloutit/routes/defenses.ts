import type { FastifyInstance } from 'fastify';

import { findCase } from '../cases';
import { DEFENSE_FORMATS, type DefenseFormat } from '../catalogue';
import type { ServiceContext } from '../context';
import { defenseText } from '../defense/text';
import type { DefenseRecord } from '../records';
import { ServiceError } from '../serviceError';

const CONTENT_TYPES: Record<DefenseFormat, string> = {
	PDF: 'application/pdf',
	DOCX: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** Download defense (Contract: 7); the file itself; 404 until there is one. */
export function defenseRoutes(app: FastifyInstance, { state }: ServiceContext): void {
	app.post('/case/download-defense/:format/:expedientNumber', async (request, reply) => {
		const { format } = request.params as { format: DefenseFormat };
		if (!DEFENSE_FORMATS.includes(format)) {
			throw new ServiceError(400, `format must be one of the following values: ${DEFENSE_FORMATS.join(', ')}`);
		}
		const { fields, defense } = findCase(state, request.params);
		if (defense === undefined) {
			throw new ServiceError(404, `The defense of case ${fields.expedientNumber} has not been generated yet`);
		}
		const name = `defense-${fields.expedientNumber}.${format.toLowerCase()}`;
		reply.header('content-type', CONTENT_TYPES[format]);
		reply.header('content-disposition', attachment(name));
		return reply.send(await renderDefense(defense, format));
	});
}

/** The document as a file. The libraries are loaded when first needed: most sandboxes never make one. */
async function renderDefense(defense: DefenseRecord, format: DefenseFormat): Promise<Buffer> {
	const text = defenseText(defense);
	if (format === 'PDF') return await (await import('../defense/pdf')).renderPdf(text);
	return await (await import('../defense/docx')).renderDocx(text);
}

/** RFC 6266: a plain name, and the exact one when it is not ASCII. */
function attachment(name: string): string {
	const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
	const exact = plain === name ? '' : `; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, escapeByte)}`;
	return `attachment; filename="${plain}"${exact}`;
}

const escapeByte = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
