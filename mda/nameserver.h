/*
 * nameserver: which servers are asked: those of the configuration, else those
 * of resolv.conf(5).
 */
#ifndef MDA_NAMESERVER_H
#define MDA_NAMESERVER_H

#include <sys/socket.h>

#include "../filter/str.h"
#include "limits.h"

struct nameserver {
	char text[64]; /* "127.0.0.1:53", "[::1]:53", as c-ares takes it */
	struct sockaddr_storage address;
	socklen_t address_len;
	bool loopback; /* on this machine: nobody is on the way to it */
};

struct nameservers {
	struct nameserver list[LIMIT_DNS_SERVERS];
	size_t count;
};

/* "address", "address:port", "[address]:port", with blanks or commas between
 * them.  False with *error. */
bool nameservers_parse(struct str text, struct nameservers *servers,
		       const char **error);

/* The nameserver lines of a resolv.conf; what cannot be read is passed over.
 * None at all is 127.0.0.1. */
void nameservers_read(const char *path, struct nameservers *servers);

/* A socket of SOCK_DGRAM or SOCK_STREAM, connected to it, or about to be.  -1
 * with errno. */
int nameserver_connect(const struct nameserver *server, int type);

#endif
