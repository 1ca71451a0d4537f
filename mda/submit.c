/*
 * waxseal-submit: hands one mail to a server by SMTP or LMTP; sendmail's options
 * and exit statuses.  A program of its own, so that no delivery waits for libcurl
 * to be loaded.  libcurl connects, greets and starts TLS; of DSN, DELIVERBY and
 * LMTP it knows nothing, so that the rest is said here.
 */
#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "../filter/envelope.h"
#include "../filter/shown.h"
#include "input.h"
#include "limits.h"
#include "smtp.h"

/* Of <sysexits.h>: the first two are final, the mail is tried again otherwise. */
enum { EXIT_USAGE = 64, EXIT_REFUSED = 69, EXIT_RETRY = 75 };

struct talk {
	struct arena *arena;
	bool lmtp;
	char *name; /* ours, for LHLO */
	CURL *curl;
	time_t end; /* of the monotonic clock */
	struct buf greeting; /* replies that libcurl read, the last to EHLO */
	char received[LIMIT_SMTP_REPLY];
	size_t received_size;
};

/* -- how it ends --------------------------------------------------------------- */

static _Noreturn void end(struct arena *arena, int status, const char *text)
{
	struct str line = shown(arena, str_from(text), LIMIT_SHOWN_VALUE);

	fprintf(stderr, "%.*s\n", STR_ARG(line));
	exit(status);
}

static _Noreturn void end_refused(struct talk *talk, const char *command,
				  const struct smtp_reply *reply)
{
	struct str text = smtp_reply_text(talk->arena, reply);

	/* 421 and the like are no word about the mail */
	end(talk->arena, reply->code >= 500 ? EXIT_REFUSED : EXIT_RETRY,
	    arena_printf(talk->arena, "%s: %.*s", command, STR_ARG(text)).ptr);
}

static void out_of_memory(void)
{
	fputs("4.3.0 out of memory\n", stderr);
	exit(EXIT_RETRY);
}

/* -- the connection ------------------------------------------------------------ */

static int seconds_left(const struct talk *talk)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec < talk->end ? (int)(talk->end - now.tv_sec) : 0;
}

static void wait_for(struct talk *talk, short events)
{
	struct pollfd socket = { .events = events };
	curl_socket_t fd = CURL_SOCKET_BAD;

	curl_easy_getinfo(talk->curl, CURLINFO_ACTIVESOCKET, &fd);
	socket.fd = fd;
	if (fd == CURL_SOCKET_BAD || seconds_left(talk) == 0 ||
	    poll(&socket, 1, seconds_left(talk) * 1000) == 0)
		end(talk->arena, EXIT_RETRY, "4.4.2 the server is too slow");
}

/* False: it does not listen any more. */
static bool say(struct talk *talk, struct str text)
{
	size_t sent;

	while (text.len > 0) {
		CURLcode code =
			curl_easy_send(talk->curl, text.ptr, text.len, &sent);

		if (code == CURLE_AGAIN)
			wait_for(talk, POLLOUT);
		else if (code != CURLE_OK)
			return false;
		else
			text = str_skip(text, sent);
	}
	return true;
}

static void hear_more(struct talk *talk)
{
	size_t got = 0;
	CURLcode code = curl_easy_recv(
		talk->curl, talk->received + talk->received_size,
		sizeof(talk->received) - talk->received_size, &got);

	if (code == CURLE_AGAIN)
		wait_for(talk, POLLIN);
	else if (code != CURLE_OK || got == 0)
		end(talk->arena, EXIT_RETRY,
		    "4.4.2 the server ended the connection");
	talk->received_size += got;
}

static struct smtp_reply hear(struct talk *talk)
{
	for (;;) {
		struct str bytes = { talk->received, talk->received_size };
		struct smtp_reply reply = { .code = 0 };

		switch (smtp_reply_read(bytes, &reply)) {
		case SMTP_MORE:
			hear_more(talk);
			break;
		case SMTP_BROKEN:
			end(talk->arena, EXIT_RETRY,
			    "4.5.0 the server does not speak the protocol");
		case SMTP_REPLY:
			reply.lines = arena_copy(talk->arena, reply.lines);
			talk->received_size -= reply.lines.len;
			memmove(talk->received,
				talk->received + reply.lines.len,
				talk->received_size);
			return reply;
		}
	}
}

/* The reply must begin with that digit.  What cannot be said is refused, too: the
 * server tells why before it ends the connection. */
static struct smtp_reply ask(struct talk *talk, const char *name,
			     struct str command, unsigned digit)
{
	struct smtp_reply reply;

	say(talk, command);
	reply = hear(talk);
	if (reply.code / 100 != digit)
		end_refused(talk, name, &reply);
	return reply;
}

/* -- libcurl's part -------------------------------------------------------------- */

/* A line of a reply.  Only the last reply of all is wanted: STARTTLS stands
 * between two to EHLO. */
static size_t take_line(char *line, size_t size, size_t count, void *user)
{
	struct talk *talk = user;
	struct str text = { line, size * count };

	if (!str_starts(text, STR("250")))
		talk->greeting = buf_new(talk->arena, LIMIT_SMTP_REPLY);
	else
		buf_add(&talk->greeting, text);
	return text.len;
}

static CURLcode connect_with(struct talk *talk, CURLU *url, long tls)
{
	CURL *curl = curl_easy_init();

	if (curl == NULL)
		out_of_memory();
	talk->curl = curl;
	talk->greeting = buf_new(talk->arena, LIMIT_SMTP_REPLY);
	curl_easy_setopt(curl, CURLOPT_CURLU, url);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)seconds_left(talk));
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_line);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, talk);
	curl_easy_setopt(curl, CURLOPT_USE_SSL, tls);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	return curl_easy_perform(curl);
}

/* TLS where it can be had (RFC 7435): to somebody who listens, not to somebody
 * who takes the server's place. */
static void connect_to(struct talk *talk, CURLU *url)
{
	CURLcode code = connect_with(talk, url, CURLUSESSL_TRY);

	if (code == CURLE_SSL_CONNECT_ERROR || code == CURLE_USE_SSL_FAILED) {
		curl_easy_cleanup(talk->curl);
		code = connect_with(talk, url, CURLUSESSL_NONE);
	}
	if (code != CURLE_OK)
		end(talk->arena, EXIT_RETRY,
		    arena_printf(talk->arena, "4.4.1 %s",
				 curl_easy_strerror(code))
			    .ptr);
}

/* libcurl does not know LMTP: as "http" it only connects. */
static CURLU *read_url(struct talk *talk, const char *text)
{
	CURLU *url = curl_url();
	char *scheme = NULL, *path = NULL, *port = NULL;

	if (url == NULL)
		out_of_memory();
	if (curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) ||
	    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) ||
	    curl_url_get(url, CURLUPART_PATH, &path, 0))
		end(talk->arena, EXIT_USAGE, "5.3.5 no such server");
	talk->lmtp = strcmp(scheme, "lmtp") == 0;
	talk->name = path + (*path == '/');
	if (!talk->lmtp && strcmp(scheme, "smtp") != 0)
		end(talk->arena, EXIT_USAGE,
		    "5.3.5 a server is smtp://HOST or lmtp://HOST");
	if (!talk->lmtp)
		return url;
	if (curl_url_get(url, CURLUPART_PORT, &port, 0) == CURLUE_NO_PORT)
		curl_url_set(url, CURLUPART_PORT, "24", 0);
	curl_url_set(url, CURLUPART_PATH, "/", 0);
	if (curl_url_set(url, CURLUPART_SCHEME, "http", 0))
		out_of_memory();
	return url;
}

/* -- the mail ------------------------------------------------------------------ */

static struct str greet(struct talk *talk)
{
	struct str none = STR("");

	if (!talk->lmtp)
		return buf_str(&talk->greeting);
	ask(talk, "connect", none, 2);
	return ask(talk, "LHLO",
		   arena_printf(talk->arena, "LHLO %s\r\n",
				*talk->name != '\0' ? talk->name : "localhost"),
		   2)
		.lines;
}

static void send_mail(struct talk *talk, struct str mail)
{
	struct smtp_wire wire = { .rest = mail };
	char bytes[16 * 1024];
	size_t size;

	while ((size = smtp_wire_next(&wire, bytes, sizeof(bytes))) > 0)
		if (!say(talk, (struct str){ bytes, size }))
			break;
}

static void submit(struct talk *talk, const struct smtp_envelope *envelope,
		   struct str mail)
{
	struct arena *arena = talk->arena;
	unsigned extensions = smtp_extensions(greet(talk));
	const char *lacks = smtp_lacks(envelope, extensions);

	if (lacks != NULL)
		end(arena, EXIT_REFUSED, lacks);
	ask(talk, "MAIL", smtp_mail(arena, envelope, mail, extensions), 2);
	ask(talk, "RCPT", smtp_rcpt(arena, envelope, extensions), 2);
	ask(talk, "DATA", STR("DATA\r\n"), 3);
	send_mail(talk, mail);
	ask(talk, "the mail", STR(""), 2);
	say(talk, STR("QUIT\r\n")); /* it has the mail, whatever it says */
}

/* -- the command line ------------------------------------------------------------ */

static bool is_parameter(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] <= ' ' || text.ptr[i] > '~')
			return false;
	return text.len <= LIMIT_SHOWN_VALUE;
}

static bool take_addresses(struct smtp_envelope *envelope)
{
	struct sender from = sender_parse(envelope->sender),
		      to = sender_parse(envelope->recipient);

	envelope->sender = from.status == SENDER_NULL ? STR("") : from.address;
	envelope->recipient = to.address;
	return (from.status == SENDER_NULL || from.status == SENDER_ADDRESS) &&
	       to.status == SENDER_ADDRESS &&
	       from.address.len <= LIMIT_ORDER_ADDRESS &&
	       to.address.len <= LIMIT_ORDER_ADDRESS;
}

static bool take_options(int argc, char **argv, const char **server,
			 struct smtp_envelope *envelope)
{
	int option;

	while ((option = getopt(argc, argv, "iS:f:N:R:B:")) != -1) {
		if (option == '?')
			return false;
		if (option == 'S')
			*server = optarg;
		else if (option == 'f')
			envelope->sender = str_from(optarg);
		else if (option == 'N')
			envelope->notify = str_from(optarg);
		else if (option == 'R')
			envelope->ret = str_from(optarg);
		else if (option == 'B')
			envelope->by = str_from(optarg);
	}
	if (*server == NULL || optind != argc - 1)
		return false;
	envelope->recipient = str_from(argv[optind]);
	return is_parameter(envelope->notify) && is_parameter(envelope->ret) &&
	       is_parameter(envelope->by) && take_addresses(envelope);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new(LIMIT_ARENA, out_of_memory);
	struct talk *talk = ARENA_NEW(arena, struct talk);
	struct smtp_envelope envelope = { .sender = STR("") };
	const char *server = NULL;
	struct timespec now;
	struct input input;

	if (!take_options(argc, argv, &server, &envelope))
		end(arena, EXIT_USAGE,
		    "usage: waxseal-submit -S smtp://HOST[:PORT] [-i] "
		    "[-N NOTIFY] [-R RET] [-B BY] -f SENDER -- RECIPIENT");
	signal(SIGPIPE, SIG_IGN);
	clock_gettime(CLOCK_MONOTONIC, &now);
	talk->arena = arena;
	talk->end = now.tv_sec + LIMIT_SMTP_SECONDS;
	if (!input_read(STDIN_FILENO, -1, &input))
		end(arena, EXIT_RETRY, strerror(errno));
	connect_to(talk, read_url(talk, server));
	submit(talk, &envelope, input.mail);
	_exit(0); /* libcurl's end would wait for the answer to QUIT */
}
