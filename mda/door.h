/*
 * door: how the process that decides gets to the name servers.  It may make no
 * socket: the process with rights hands it such that are connected to a server
 * of the configuration, and to nothing else.
 */
#ifndef MDA_DOOR_H
#define MDA_DOOR_H

#include "nameserver.h"

struct door {
	const struct nameservers *servers;
	int inside, outside; /* one end for each process; -1: closed */
	unsigned left; /* sockets that may still be asked for */
};

/* servers NULL: a door that leads nowhere.  False with errno. */
bool door_open(struct door *door, const struct nameservers *servers);
void door_close(struct door *door);

/* With rights: a request waits at the end outside. */
void door_serve(struct door *door);

/* Without: a socket to that server, of SOCK_DGRAM or SOCK_STREAM.  -1 with
 * errno. */
int door_ask(int inside, size_t server, int type);

#endif
