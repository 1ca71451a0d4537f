#include "ip.h"

#include <arpa/inet.h>
#include <string.h>

#include "buf.h"

#define V4_BITS 32
#define V6_BITS 128

/* ::ffff:0:0/96, RFC 4291 2.5.5.2. */
static const unsigned char mapped_prefix[12] = {
	[10] = 0xff,
	[11] = 0xff,
};

static size_t ip_size(enum ip_family family)
{
	return family == IP_V4 ? 4 : 16;
}

struct ip ip_from_bytes(enum ip_family family, const unsigned char *bytes)
{
	struct ip ip = { .family = family };

	if (family == IP_V6 &&
	    memcmp(bytes, mapped_prefix, sizeof(mapped_prefix)) == 0)
		return ip_from_bytes(IP_V4, bytes + sizeof(mapped_prefix));
	if (family != IP_NONE)
		memcpy(ip.bytes, bytes, ip_size(family));
	return ip;
}

static bool parse_as(struct str text, enum ip_family family, struct ip *ip)
{
	char terminated[INET6_ADDRSTRLEN];
	unsigned char bytes[16];

	if (text.len == 0 || text.len >= sizeof(terminated) ||
	    str_find(text, '\0') < text.len)
		return false;
	memcpy(terminated, text.ptr, text.len);
	terminated[text.len] = '\0';
	if (inet_pton(family == IP_V4 ? AF_INET : AF_INET6, terminated,
		      bytes) != 1)
		return false;
	*ip = ip_from_bytes(family, bytes);
	return true;
}

static struct str without_brackets(struct str text)
{
	if (text.len >= 2 && text.ptr[0] == '[' &&
	    text.ptr[text.len - 1] == ']')
		return str_first(str_skip(text, 1), text.len - 2);
	return text;
}

bool ip_parse(struct str text, struct ip *ip)
{
	static const struct str tag = STR_INIT("IPv6:");

	*ip = (struct ip){ .family = IP_NONE };
	text = without_brackets(text);
	if (str_starts_nocase(text, tag))
		return parse_as(str_skip(text, tag.len), IP_V6, ip);
	return parse_as(text, IP_V4, ip) || parse_as(text, IP_V6, ip);
}

bool network_parse(struct str text, struct network *network)
{
	size_t slash = str_find(text, '/');
	struct str address = str_first(text, slash);
	unsigned bits =
		str_find(address, ':') < address.len ? V6_BITS : V4_BITS;
	uint64_t prefix = bits;

	if (!ip_parse(address, &network->ip))
		return false;
	if (slash < text.len &&
	    !str_to_u64(str_skip(text, slash + 1), bits, &prefix))
		return false;
	if (bits == V6_BITS && network->ip.family == IP_V4) {
		if (prefix < V6_BITS - V4_BITS)
			return false;
		prefix -= V6_BITS - V4_BITS;
	}
	network->prefix = (unsigned)prefix;
	return true;
}

bool ip_eq(const struct ip *a, const struct ip *b)
{
	return a->family == b->family &&
	       memcmp(a->bytes, b->bytes, ip_size(a->family)) == 0;
}

bool ip_in_network(const struct ip *ip, const struct network *network)
{
	size_t whole = network->prefix / 8;
	unsigned mask = 0xff00u >> network->prefix % 8 & 0xffu;

	if (ip->family == IP_NONE || ip->family != network->ip.family ||
	    network->prefix > ip_size(ip->family) * 8)
		return false;
	if (memcmp(ip->bytes, network->ip.bytes, whole) != 0)
		return false;
	return mask == 0 ||
	       ((ip->bytes[whole] ^ network->ip.bytes[whole]) & mask) == 0;
}

bool ip_is_loopback(const struct ip *ip)
{
	static const unsigned char v6_loopback[16] = { [15] = 1 };

	if (ip->family == IP_V4)
		return ip->bytes[0] == 127;
	return ip->family == IP_V6 &&
	       memcmp(ip->bytes, v6_loopback, sizeof(v6_loopback)) == 0;
}

struct str ip_text(struct arena *arena, const struct ip *ip)
{
	char text[INET6_ADDRSTRLEN];

	if (ip->family == IP_NONE ||
	    inet_ntop(ip->family == IP_V4 ? AF_INET : AF_INET6, ip->bytes, text,
		      sizeof(text)) == NULL)
		return STR("");
	return arena_copy(arena, str_from(text));
}

struct str ip_reverse_name(struct arena *arena, const struct ip *ip)
{
	struct buf name = buf_new(arena, 80);

	if (ip->family == IP_NONE)
		return STR("");
	for (size_t i = ip_size(ip->family); i > 0; i--) {
		unsigned byte = ip->bytes[i - 1];

		if (ip->family == IP_V4)
			buf_printf(&name, "%u.", byte);
		else
			buf_printf(&name, "%x.%x.", byte & 15, byte >> 4);
	}
	buf_add(&name,
		ip->family == IP_V4 ? STR("in-addr.arpa") : STR("ip6.arpa"));
	return buf_str(&name);
}
