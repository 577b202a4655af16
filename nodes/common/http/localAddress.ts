/** Names of networks that no one outside them can reach: RFC 6761, 6762, 8375, and what routers and companies use. */
const LOCAL_NAMES =
	/(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|test|invalid|home\.arpa)$/;

type Range = [first: string, prefix: number];

/** IPv4 ranges outside the public internet, as first address and prefix length: RFC 6890. */
const INTERNAL_RANGES: Range[] = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['224.0.0.0', 3],
];

/** Those of examples: RFC 5737. */
const DOCUMENTATION_RANGES: Range[] = [
	['192.0.2.0', 24],
	['198.51.100.0', 24],
	['203.0.113.0', 24],
];

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

const numberOf = (ipv4: string): number => ipv4.split('.').reduce((number, part) => number * 256 + Number(part), 0);

function isWithin(ipv4: string, ranges: Range[]): boolean {
	const number = numberOf(ipv4);
	return ranges.some(([first, prefix]) => {
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
function isInternalIpv6(groups: number[], isInternalIpv4: (ipv4: string) => boolean): boolean {
	const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
	const isTranslated = groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
	if (isMapped || isTranslated) return isInternalIpv4(embedded(groups, 6));
	if (groups[0] === 0x2002) return isInternalIpv4(embedded(groups, 1));
	return groups[0] < 0x2000 || groups[0] > 0x3fff;
}

const isInternalIpv4 = (ipv4: string): boolean => isWithin(ipv4, INTERNAL_RANGES);

/**
 * True for an IP address that nobody in the public internet has: of a private network, of one computer, or none. Examples'
 * addresses count as public. False for text that is no IP address.
 * @param ip an IPv6 address in the form that `URL` writes, without brackets
 */
export function isInternalIp(ip: string): boolean {
	if (IPV4.test(ip)) return isInternalIpv4(ip);
	return URL.canParse(`http://[${ip}]`) && isInternalIpv6(groupsOf(ip), isInternalIpv4);
}

function isLocalIpv4(ipv4: string): boolean {
	return isInternalIpv4(ipv4) || isWithin(ipv4, DOCUMENTATION_RANGES);
}

function isLocalIpv6(ipv6: string): boolean {
	const groups = groupsOf(ipv6);
	const isDocumentation = groups[0] === 0x2001 && groups[1] === 0xdb8;
	return isDocumentation || isInternalIpv6(groups, isLocalIpv4);
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
