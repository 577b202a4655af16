/** Words that are not written like others. */
const SPECIAL: Record<string, string> = { id: 'ID', url: 'URL', bin: 'BIN', '3ds': '3DS', paypal: 'PayPal' };

/** A name of the API as a user reads it: `salesChannelTermsUrl` becomes `Sales Channel Terms URL`. */
export function fieldLabel(name: string): string {
	return name
		.replace(/3DS/, ' 3ds ')
		.replace(/(\d+)/g, ' $1 ')
		.replace(/ 3 ds /, ' 3ds ')
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.trim()
		.split(/\s+/)
		.map((word) => SPECIAL[word.toLowerCase()] ?? word[0].toUpperCase() + word.slice(1).toLowerCase())
		.join(' ');
}

/** A value of the API as a user reads it: `HEALTH_BEAUTY` becomes `Health Beauty`. */
export function valueLabel(value: string): string {
	return value
		.split('_')
		.map((word) => SPECIAL[word.toLowerCase()] ?? word[0] + word.slice(1).toLowerCase())
		.join(' ');
}
