#include "resolver.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "channel.h"
#include "dns_message.h"

#define RESOLV_CONF "/etc/resolv.conf"

/* RFC 1035 4.1.1 */
#define RCODE_OK 0
#define RCODE_FORMERR 1
#define RCODE_NXDOMAIN 3

struct question {
	struct asked asked;
	struct resolver *resolver;
	char name[LIMIT_DOMAIN + 1]; /* lower case */
	size_t name_len;
	enum dns_type type;
	size_t server; /* where it was sent to last */
	unsigned timeouts, refusals;
	bool done, bad_name;
	char *bytes; /* the raw answer; NULL: there is none */
	size_t len;
};

/* Which server is asked next is decided here. */
struct resolver {
	struct dns dns;
	struct channels channels;
	bool no_edns[LIMIT_DNS_SERVERS]; /* it said FORMERR to EDNS */
	size_t preferred; /* the server that answered last */
	struct question *questions[LIMIT_DNS_QUESTIONS];
	size_t question_count;
	unsigned budget, waited; /* milliseconds */
};

static struct resolver *resolver_of(struct dns *dns)
{
	return (struct resolver *)dns;
}

/* -- asking ---------------------------------------------------------------- */

/* question_answered() may be called before this returns. */
static void question_send(struct question *question)
{
	struct resolver *resolver = question->resolver;
	struct str name = { question->name, question->name_len };
	unsigned char bytes[DNS_QUESTION_MAX];
	uint16_t id = 0;
	bool random = getrandom(&id, sizeof(id), 0) == sizeof(id);
	size_t len = dns_message_ask(
		bytes, id, name, question->type,
		resolver->no_edns[question->server] ? 0 : LIMIT_DNS_UDP);

	question->bad_name = len == 0;
	if (len == 0 || !random ||
	    !channel_send(&resolver->channels, question->server, bytes, len,
			  &question->asked))
		question->done = true;
}

/* The next server's turn; each may refuse once, and there is an end. */
static void question_retry(struct question *question)
{
	size_t servers = question->resolver->channels.servers.count;

	if (question->refusals >= servers ||
	    question->timeouts >= LIMIT_DNS_TRIES) {
		question->done = true;
		return;
	}
	question->server = (question->server + 1) % servers;
	question_send(question);
}

static void question_keep(struct question *question, const char *bytes,
			  size_t len)
{
	question->done = true;
	question->resolver->preferred = question->server;
	question->bytes = malloc(len);
	if (question->bytes == NULL)
		return;
	memcpy(question->bytes, bytes, len);
	question->len = len;
}

static void question_answered(struct asked *asked, enum channel_result result,
			      const char *bytes, size_t len)
{
	struct question *question = (struct question *)asked;
	bool *no_edns = &question->resolver->no_edns[question->server];
	int rcode = result == CHANNEL_ANSWER && len > 3 ? bytes[3] & 0x0f : -1;

	if (question->done)
		return;
	if (rcode == RCODE_OK || rcode == RCODE_NXDOMAIN) {
		question_keep(question, bytes, len);
	} else if (rcode == RCODE_FORMERR && !*no_edns) {
		*no_edns = true;
		question_send(question);
	} else {
		question->timeouts += result == CHANNEL_TIMEOUT;
		question->refusals += result != CHANNEL_TIMEOUT;
		question_retry(question);
	}
}

static struct question *question_find(const struct resolver *resolver,
				      struct str name, enum dns_type type)
{
	for (size_t i = 0; i < resolver->question_count; i++) {
		struct question *question = resolver->questions[i];

		if (question->type == type &&
		    str_eq_nocase(
			    (struct str){ question->name, question->name_len },
			    name))
			return question;
	}
	return NULL;
}

/* Asks, unless it was asked before.  NULL beyond the limit. */
static struct question *question_start(struct resolver *resolver,
				       struct str name, enum dns_type type,
				       size_t limit)
{
	struct question *question = question_find(resolver, name, type);

	if (question != NULL || resolver->question_count >= limit ||
	    name.len > LIMIT_DOMAIN)
		return question;
	question = calloc(1, sizeof(*question));
	if (question == NULL)
		return NULL;
	question->asked.answered = question_answered;
	question->resolver = resolver;
	question->type = type;
	question->server = resolver->preferred;
	question->name_len = name.len;
	for (size_t i = 0; i < name.len; i++)
		question->name[i] = char_lower(name.ptr[i]);
	resolver->questions[resolver->question_count++] = question;
	question_send(question);
	return question;
}

/* -- waiting --------------------------------------------------------------- */

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What has already come is taken even when no time is left. */
static void question_wait(struct question *question)
{
	struct resolver *resolver = question->resolver;
	unsigned before = resolver->waited;
	long long start = now_ms();

	do {
		channels_step(&resolver->channels,
			      resolver->budget - resolver->waited);
		resolver->waited = before + (unsigned)(now_ms() - start);
		if (resolver->waited > resolver->budget)
			resolver->waited = resolver->budget;
	} while (!question->done && resolver->waited < resolver->budget);
}

/* -- struct dns ------------------------------------------------------------ */

static void resolver_prefetch(struct dns *dns, struct str name,
			      enum dns_type type)
{
	question_start(resolver_of(dns), name, type, LIMIT_DNS_PREFETCHES);
}

static struct dns_answer lookup_once(struct resolver *resolver,
				     struct arena *arena, struct str name,
				     enum dns_type type, struct str *next)
{
	struct question *question =
		question_start(resolver, name, type, LIMIT_DNS_QUESTIONS);
	struct dns_answer answer = { .status = DNS_TEMPFAIL };

	*next = STR("");
	if (question != NULL && !question->done)
		question_wait(question);
	if (question != NULL && question->bad_name)
		answer.status = DNS_BADNAME;
	if (question == NULL || question->bytes == NULL)
		return answer;
	answer = dns_message_parse(
		arena, (struct str){ question->bytes, question->len }, name,
		type, next);
	answer.authenticated =
		answer.authenticated &&
		resolver->channels.servers.list[question->server].loopback;
	return answer;
}

/* A CNAME chain that leaves the answer is asked on. */
static struct dns_answer resolver_lookup(struct dns *dns, struct arena *arena,
					 struct str name, enum dns_type type)
{
	bool authenticated = true;
	unsigned ttl = INT32_MAX;

	for (unsigned hop = 0; hop <= LIMIT_DNS_CNAMES; hop++) {
		struct str next;
		struct dns_answer answer =
			lookup_once(resolver_of(dns), arena, name, type, &next);

		authenticated = authenticated && answer.authenticated;
		ttl = answer.ttl < ttl ? answer.ttl : ttl;
		answer.authenticated = authenticated;
		answer.ttl = ttl;
		if (next.len == 0)
			return answer;
		name = next;
	}
	return (struct dns_answer){ .status = DNS_TEMPFAIL };
}

/* -- its life -------------------------------------------------------------- */

/* So that every server has its turn in the budget: milliseconds of both. */
static unsigned patience(unsigned budget)
{
	unsigned wait = budget / (LIMIT_DNS_TRIES + 2);

	return wait < 500 ? 500 : wait > 2000 ? 2000 : wait;
}

struct dns *resolver_new(const struct resolver_options *options,
			 const char **error)
{
	struct nameservers servers;
	struct resolver *resolver;

	if (options->servers == NULL)
		nameservers_read(RESOLV_CONF, &servers);
	else if (!nameservers_parse(str_from(options->servers), &servers,
				    error))
		return NULL;
	resolver = calloc(1, sizeof(*resolver));
	if (resolver == NULL ||
	    !channels_init(&resolver->channels, &servers,
			   patience(options->timeout * 1000),
			   options->by_door)) {
		*error = "out of memory";
		free(resolver);
		return NULL;
	}
	resolver->dns = (struct dns){ resolver_prefetch, resolver_lookup };
	resolver->budget = options->timeout * 1000;
	return &resolver->dns;
}

const struct nameservers *resolver_servers(const struct dns *dns)
{
	return &((const struct resolver *)dns)->channels.servers;
}

void resolver_free(struct dns *dns)
{
	struct resolver *resolver = resolver_of(dns);

	if (dns == NULL)
		return;
	channels_release(&resolver->channels);
	for (size_t i = 0; i < resolver->question_count; i++) {
		free(resolver->questions[i]->bytes);
		free(resolver->questions[i]);
	}
	free(resolver);
}
