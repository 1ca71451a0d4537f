/*
 * door: what the process that decides can ask for, which may make no socket
 * and start no program: the process with rights hands it sockets that are
 * connected to a server of the configuration, or to a process that does it a
 * service, and to nothing else.
 */
#ifndef MDA_DOOR_H
#define MDA_DOOR_H

#include "nameserver.h"

enum door_service {
	DOOR_ENGINE, /* runs a script by another engine */
	DOOR_PROGRAMS, /* runs programs for a script */
	DOOR_SERVICES /* how many */
};

/* A process of its own: it serves who has the other end of the socket. */
struct service {
	void (*serve)(int socket, const void *user);
	const void *user;
	unsigned most; /* that are started for one mail */
};

struct door {
	const struct nameservers *servers;
	const struct service *services; /* DOOR_SERVICES of them, or NULL */
	int inside, outside; /* one end for each process; -1: closed */
	/* To the first server, by UDP, before it is asked for: nearly every
	 * mail needs it, and no other.  -1: there is no server. */
	int first;
	unsigned left; /* sockets that may still be asked for */
	unsigned started[DOOR_SERVICES];
};

/* Neither servers nor services: a door that leads nowhere.  False with errno. */
bool door_open(struct door *door, const struct nameservers *servers,
	       const struct service *services);
void door_close(struct door *door);

/* With rights: a request waits at the end outside. */
void door_serve(struct door *door);

/* Without: a socket to that server, of SOCK_DGRAM or SOCK_STREAM.  -1 with
 * errno. */
int door_ask(int inside, size_t server, int type);

/* Without: a socket to a process that does this service.  -1 with errno. */
int door_ask_service(int inside, enum door_service service);

#endif
