/*
 * received: the trace fields (RFC 5321 4.4), read only as far as configured
 * own hosts wrote them.
 */
#ifndef FILTER_RECEIVED_H
#define FILTER_RECEIVED_H

#include <time.h>

#include "date.h"
#include "ip.h"
#include "str.h"

/* "from HELO (NAME [IP]) by HOST with PROTOCOL ...; DATE" */
struct received {
	struct str helo, name; /* empty when not there */
	struct ip ip; /* IP_NONE when not there */
	struct str by;
	struct str with; /* "ESMTPSA", ... */
	time_t when; /* -1: no date that can be read */
};

/* Postfix, Exim, Sendmail and OpenSMTPD forms.  Total: what is not there is
 * empty. */
struct received received_parse(struct str value);

#endif
