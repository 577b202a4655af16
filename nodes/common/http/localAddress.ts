/** Names of networks that no one outside them can reach: RFC 6761, 6762, 8375, and what routers and companies use. */
const LOCAL_NAMES =
	/(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|test|invalid|home\.arpa)$/;

/** IPv4 ranges outside the public internet, as first address and prefix length: RFC 6890. */
const LOCAL_RANGES: Array<[first: string, prefix: number]> = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.0.2.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['198.51.100.0', 24],
	['203.0.113.0', 24],
	['224.0.0.0', 3],
];

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

const numberOf = (ipv4: string): number => ipv4.split('.').reduce((number, part) => number * 256 + Number(part), 0);

function isLocalIpv4(ipv4: string): boolean {
	const number = numberOf(ipv4);
	return LOCAL_RANGES.some(([first, prefix]) => {
		const size = 2 ** (32 - prefix);
		return Math.floor(number / size) === Math.floor(numberOf(first) / size);
	});
}

/** The eight groups of an IPv6 address in the form that `URL` writes. */
function groupsOf(ipv6: string): number[] {
	const [head, tail] = ipv6.split('::').map((part) => (part === '' ? [] : part.split(':')));
	const zeros = tail === undefined ? 0 : 8 - head.length - tail.length;
	return [...head, ...Array<string>(zeros).fill('0'), ...(tail ?? [])].map((group) => Number.parseInt(group, 16));
}

/** The IPv4 address in the two groups from `index` on. */
function embedded(groups: number[], index: number): string {
	return [groups[index], groups[index + 1]].flatMap((group) => [group >> 8, group & 255]).join('.');
}

/** Only 2000::/3 is public, and an IPv4 address that is embedded in one of the ways of RFC 4291, 6052 and 3056. */
function isLocalIpv6(ipv6: string): boolean {
	const groups = groupsOf(ipv6);
	const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
	const isTranslated = groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
	if (isMapped || isTranslated) return isLocalIpv4(embedded(groups, 6));
	if (groups[0] === 0x2002) return isLocalIpv4(embedded(groups, 1));
	const isDocumentation = groups[0] === 0x2001 && groups[1] === 0xdb8;
	return groups[0] < 0x2000 || groups[0] > 0x3fff || isDocumentation;
}

/**
 * True for an address that only this computer or its own network can reach: localhost, an address of a private range (in any
 * spelling), or a name without a dot or of a local network. Also for text that is not an http(s) address.
 */
export function isLocalAddress(address: string): boolean {
	if (!URL.canParse(address)) return true;
	const { protocol, hostname } = new URL(address);
	if (protocol !== 'https:' && protocol !== 'http:') return true;
	if (hostname.startsWith('[')) return isLocalIpv6(hostname.slice(1, -1));
	const name = hostname.replace(/\.$/, '').toLowerCase();
	if (IPV4.test(name)) return isLocalIpv4(name);
	return !name.includes('.') || LOCAL_NAMES.test(name);
}
