#include "nameserver.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "path.h"

#define DNS_PORT 53

/* Takes the address off the front: "1.2.3.4", "[::1]"; or the whole "::1". */
static struct str cut_address(struct str *text)
{
	size_t end = str_find(*text, ':');
	struct str address;

	if (str_starts(*text, STR("["))) {
		end = str_find(*text, ']');
		if (end == text->len)
			return STR("");
		address = str_skip(str_first(*text, end), 1);
		*text = str_skip(*text, end + 1);
		return address;
	}
	if (end < str_find_last(*text, ':'))
		end = text->len; /* two colons: IPv6 without a port */
	address = str_first(*text, end);
	*text = str_skip(*text, end);
	return address;
}

static bool take_address(struct nameserver *server, const char *word,
			 in_port_t port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = port };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = port };

	if (inet_pton(AF_INET, word, &v4.sin_addr) == 1) {
		memcpy(&server->address, &v4, sizeof(v4));
		server->address_len = sizeof(v4);
		server->loopback = ntohl(v4.sin_addr.s_addr) >> 24 == 127;
		return true;
	}
	if (inet_pton(AF_INET6, word, &v6.sin6_addr) != 1)
		return false;
	memcpy(&server->address, &v6, sizeof(v6));
	server->address_len = sizeof(v6);
	server->loopback = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
	return true;
}

static bool add_server(struct nameservers *servers, struct str text)
{
	struct str address = cut_address(&text);
	struct nameserver *server = &servers->list[servers->count];
	char word[INET6_ADDRSTRLEN];
	uint64_t port = DNS_PORT;

	if (address.len >= sizeof(word) ||
	    memchr(address.ptr, '\0', address.len) != NULL)
		return false;
	memcpy(word, address.ptr, address.len);
	word[address.len] = '\0';
	if (text.len > 0 &&
	    (text.ptr[0] != ':' ||
	     !str_to_u64(str_skip(text, 1), 65535, &port) || port == 0))
		return false;
	if (!take_address(server, word, htons((in_port_t)port)))
		return false;
	snprintf(server->text, sizeof(server->text),
		 strchr(word, ':') != NULL ? "[%s]:%u" : "%s:%u", word,
		 (unsigned)port);
	servers->count++;
	return true;
}

/* The next run of bytes without blanks and commas; empty at the end. */
static struct str next_word(struct str *rest)
{
	static const char separators[] = " \t\r\n,";
	struct str word;
	size_t len = 0;

	while (rest->len > 0 && memchr(separators, rest->ptr[0], 5) != NULL)
		*rest = str_skip(*rest, 1);
	while (len < rest->len && memchr(separators, rest->ptr[len], 5) == NULL)
		len++;
	word = str_first(*rest, len);
	*rest = str_skip(*rest, len);
	return word;
}

bool nameservers_parse(struct str text, struct nameservers *servers,
		       const char **error)
{
	struct str word;

	servers->count = 0;
	while ((word = next_word(&text)).len > 0) {
		*error = "too many servers";
		if (servers->count == LIMIT_DNS_SERVERS)
			return false;
		*error = "a server is address:port or [address]:port";
		if (!add_server(servers, word))
			return false;
	}
	*error = "no server";
	return servers->count > 0;
}

void nameservers_read(const char *path, struct nameservers *servers)
{
	FILE *file = fopen(path, "re");
	char line[512];

	servers->count = 0;
	while (file != NULL && servers->count < LIMIT_DNS_SERVERS &&
	       fgets(line, sizeof(line), file) != NULL) {
		struct str rest = str_from(line);

		if (str_eq(next_word(&rest), STR("nameserver")))
			add_server(servers, next_word(&rest));
	}
	if (file != NULL)
		fclose(file);
	if (servers->count == 0)
		add_server(servers, STR("127.0.0.1"));
}

int nameserver_connect(const struct nameserver *server, int type)
{
	int fd = socket(server->address.ss_family,
			type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 ||
	    connect(fd, (const struct sockaddr *)&server->address,
		    server->address_len) == 0 ||
	    errno == EINPROGRESS)
		return fd;
	path_close(fd);
	return -1;
}
