/* The resolver against a name server that misbehaves (tests/dns/server.py):
 * never an answer that was not given, never beyond the budget. */
#include "../../mda/resolver.h"

#include <arpa/inet.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../filter/limits.h"
#include "../../mda/limits.h"
#include "../tap.h"

#define PYTHON "/usr/bin/python3"

static struct arena *arena;
static char port[8], servers[64];

/* -- the server ------------------------------------------------------------ */

/* It ends when `input` is closed. */
static pid_t server_start(int *input)
{
	int to[2], from[2];
	size_t len = 0;
	pid_t pid;

	if (pipe(to) < 0 || pipe(from) < 0 || (pid = fork()) < 0)
		return -1;
	if (pid == 0) {
		dup2(to[0], 0);
		dup2(from[1], 1);
		close(to[1]);
		close(from[0]);
		execl(PYTHON, PYTHON, "tests/dns/server.py", "tests/dns/zone",
		      "127.0.0.1", "127.0.0.2", "::1", NULL);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	*input = to[1];
	while (len < sizeof(port) && read(from[0], port + len, 1) == 1 &&
	       port[len] != '\n')
		len++;
	close(from[0]);
	if (len == 0 || len == sizeof(port))
		return -1;
	port[len] = '\0';
	return pid;
}

/* "A B" for the servers A:port and B:port. */
static struct dns *resolver(const char *addresses, unsigned timeout)
{
	struct resolver_options options = { servers, timeout, false };
	struct str rest = str_from(addresses), address;
	const char *error = "";
	size_t len = 0;
	struct dns *dns;

	while (str_cut(&rest, ' ', &address))
		len += (size_t)snprintf(servers + len, sizeof(servers) - len,
					"%.*s:%s ", STR_ARG(address), port);
	dns = resolver_new(&options, &error);
	if (dns == NULL)
		printf("# %s: %s\n", servers, error);
	return dns;
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct dns_answer ask(struct dns *dns, const char *name,
			     enum dns_type type)
{
	return dns_lookup(dns, arena, str_from(name), type);
}

static bool is_status(struct dns_answer answer, enum dns_status want,
		      const char *what)
{
	bool passed = ok(answer.status == want &&
				 (answer.count > 0) == (want == DNS_FOUND),
			 "%s: %s", what, dns_status_name(want));

	if (!passed)
		printf("#   got: %s\n", dns_status_name(answer.status));
	return passed;
}

/* -- cases ----------------------------------------------------------------- */

static const struct {
	const char *name;
	enum dns_type type;
	enum dns_status status;
	const char *data; /* of the first record; or NULL */
} plain[] = {
	{ "example.com", DNS_TXT, DNS_FOUND, "v=spf1 -all" },
	{ "Example.COM.", DNS_TXT, DNS_FOUND, "v=spf1 -all" },
	{ "example.com", DNS_MX, DNS_FOUND, "mail.example.com" },
	{ "mail.example.com", DNS_A, DNS_FOUND, NULL },
	{ "mail.example.com", DNS_AAAA, DNS_FOUND, NULL },
	{ "25.2.0.192.in-addr.arpa", DNS_PTR, DNS_FOUND, "mail.example.com" },
	{ "www.example.com", DNS_A, DNS_FOUND, NULL },
	{ "www.example.com", DNS_CNAME, DNS_FOUND, "mail.example.com" },
	{ "www.example.com", DNS_TXT, DNS_NODATA, NULL },
	{ "mail.example.com", DNS_TXT, DNS_NODATA, NULL },
	{ "in-addr.arpa", DNS_PTR, DNS_NODATA, NULL },
	{ "nothing.example.com", DNS_A, DNS_NXDOMAIN, NULL },
	{ "odd/\\.example.com", DNS_TXT, DNS_FOUND, "odd" },
	{ "a..example.com", DNS_A, DNS_BADNAME, NULL },
	/* errors that are said */
	{ "broken.example.com", DNS_A, DNS_TEMPFAIL, NULL },
	{ "servfail.example.com", DNS_A, DNS_TEMPFAIL, NULL },
	{ "refused.example.com", DNS_A, DNS_TEMPFAIL, NULL },
	{ "notimp.example.com", DNS_A, DNS_TEMPFAIL, NULL },
	{ "loop1.example.com", DNS_A, DNS_TEMPFAIL, NULL },
	/* answers that are none */
	{ "pointer.example.com", DNS_A, DNS_TEMPFAIL, NULL },
	{ "cut.example.com", DNS_A, DNS_TEMPFAIL, NULL },
	/* size: within EDNS, by TCP, by TCP that is slow */
	{ "middle.example.com", DNS_TXT, DNS_FOUND, NULL },
	{ "big.example.com", DNS_TXT, DNS_FOUND, NULL },
	{ "tcp.example.com", DNS_A, DNS_FOUND, NULL },
	{ "slowtcp.example.com", DNS_A, DNS_FOUND, NULL },
	/* CNAMEs that are asked on */
	{ "split1.example.com", DNS_A, DNS_FOUND, NULL },
	{ "split3.example.com", DNS_A, DNS_TEMPFAIL, NULL },
	/* patience */
	{ "late.example.com", DNS_A, DNS_FOUND, NULL },
	{ "flaky.example.com", DNS_A, DNS_FOUND, NULL },
	/* servers without EDNS, more than once */
	{ "old.example.com", DNS_A, DNS_FOUND, NULL },
	{ "old2.example.com", DNS_A, DNS_FOUND, NULL },
	{ "old3.example.com", DNS_A, DNS_FOUND, NULL },
	{ "formerr.example.com", DNS_A, DNS_TEMPFAIL, NULL },
	{ "example.com", DNS_TXT, DNS_FOUND, "v=spf1 -all" },
};

static void test_plain(const char *server)
{
	struct dns *dns = resolver(server, 10);
	struct dns_answer address;

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		struct dns_answer answer =
			ask(dns, plain[i].name, plain[i].type);

		is_status(answer, plain[i].status, plain[i].name);
		if (plain[i].data != NULL && answer.count > 0)
			is_str(answer.records[0].data, plain[i].data, "%s",
			       plain[i].name);
	}
	ok(ask(dns, "big.example.com", DNS_TXT).count == 20, "all records");
	address = ask(dns, "mail.example.com", DNS_A);
	ok(address.count == 1 &&
		   memcmp(address.records[0].address, "\300\0\2\1", 4) == 0,
	   "the address");
	resolver_free(dns);
}

/* No answer that may be used comes: the budget is the end. */
static void test_silence(void)
{
	static const char *const names[] = {
		"mute.example.com",	"id.example.com",
		"question.example.com", "none.example.com",
		"garbage.example.com",	"mutetcp.example.com",
		"split5.example.com",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct dns *dns = resolver("127.0.0.1", 1);
		long long start = now_ms();

		is_status(ask(dns, names[i], DNS_A), DNS_TEMPFAIL, names[i]);
		ok(now_ms() - start < 2000, "within the budget");
		resolver_free(dns);
	}
}

static void test_budget(void)
{
	struct dns *dns = resolver("127.0.0.1", 1);
	long long start = now_ms();

	is_status(ask(dns, "mail.example.com", DNS_A), DNS_FOUND, "before");
	dns_prefetch(dns, STR("example.com"), DNS_MX);
	is_status(ask(dns, "mute.example.com", DNS_A), DNS_TEMPFAIL, "mute");
	is_status(ask(dns, "mute2.example.com", DNS_A), DNS_TEMPFAIL, "mute2");
	is_status(ask(dns, "www.example.com", DNS_A), DNS_TEMPFAIL,
		  "a new question when no time is left");
	is_status(ask(dns, "mail.example.com", DNS_A), DNS_FOUND,
		  "an answer that was there");
	is_status(ask(dns, "example.com", DNS_MX), DNS_FOUND,
		  "an answer that was announced");
	ok(now_ms() - start < 2000, "all of it in one budget");
	ok(now_ms() - start >= 1000, "which is used up");
	resolver_free(dns);
}

static void test_prefetch(void)
{
	static const char *const names[] = { "late.example.com",
					     "late2.example.com",
					     "late3.example.com" };
	struct dns *dns = resolver("127.0.0.1", 10);
	long long start = now_ms();
	struct dns_answer count;

	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < 3; i++)
			dns_prefetch(dns, str_from(names[i]), DNS_A);
	ok(now_ms() - start < 300, "prefetch does not wait");
	for (size_t i = 0; i < 3; i++)
		is_status(ask(dns, names[i], DNS_A), DNS_FOUND, names[i]);
	ok(now_ms() - start < 1300, "they travel together");
	count = ask(dns, "count.late3.example.com", DNS_TXT);
	is_int((long long)count.count, 1, "the server counts");
	resolver_free(dns);

	dns = resolver("127.0.0.1", 10);
	for (int i = 0; i < 5; i++)
		ask(dns,
		    i % 2 == 0 ? "nothing2.example.com"
			       : "Nothing2.Example.com",
		    DNS_A);
	count = ask(dns, "count.nothing2.example.com", DNS_TXT);
	ok(count.count == 1 && str_eq(count.records[0].data, STR("1")),
	   "a question is sent once, in whatever case");
	resolver_free(dns);
}

static void test_servers(void)
{
	struct dns *dns = resolver("127.0.0.9 127.0.0.1", 10);
	long long start = now_ms();

	is_status(ask(dns, "mail.example.com", DNS_A), DNS_FOUND,
		  "the first server refuses");
	ok(now_ms() - start < 1000, "that costs no time");
	is_status(ask(dns, "refused.example.com", DNS_A), DNS_TEMPFAIL,
		  "none of them wants to");
	resolver_free(dns);

	dns = resolver("127.0.0.9", 10);
	start = now_ms();
	is_status(ask(dns, "mail.example.com", DNS_A), DNS_TEMPFAIL,
		  "nobody there");
	ok(now_ms() - start < 1000, "is known at once");
	resolver_free(dns);

	/* 240.0.0.0/4 is routed nowhere; c-ares sees an error or silence */
	dns = resolver("240.0.0.1 127.0.0.1", 8);
	start = now_ms();
	for (int i = 0; i < 10; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%d.example.com", i);
		ask(dns, name, DNS_A);
	}
	is_status(ask(dns, "mail.example.com", DNS_A), DNS_FOUND,
		  "a first server that is not there");
	ok(now_ms() - start < 3000, "costs one wait, not one a question");
	resolver_free(dns);

	dns = resolver("[::1]", 10);
	is_status(ask(dns, "mail.example.com", DNS_A), DNS_FOUND, "by IPv6");
	resolver_free(dns);
}

/* A server that takes questions and never answers, before one that does. */
static void test_dead_server(void)
{
	char list[64];
	struct resolver_options options = { list, 8, false };
	const char *error;
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	long long start = now_ms();
	struct dns *dns;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&address, size) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		return;
	snprintf(list, sizeof(list), "127.0.0.1:%d 127.0.0.1:%s",
		 ntohs(address.sin_port), port);
	dns = resolver_new(&options, &error);
	for (int i = 0; i < 5; i++) {
		char name[32];

		snprintf(name, sizeof(name), "d%d.example.com", i);
		dns_prefetch(dns, str_from(name), DNS_A);
	}
	for (int i = 0; i < 10; i++) {
		char name[32];

		snprintf(name, sizeof(name), "d%d.example.com", i);
		is_status(ask(dns, name, DNS_A), DNS_NXDOMAIN,
			  "behind a dead server");
	}
	ok(now_ms() - start < 3000, "one wait in all");
	resolver_free(dns);
	close(fd);
}

static void test_limits(void)
{
	struct dns *dns = resolver("127.0.0.1", 10);
	enum dns_status status = DNS_NXDOMAIN;
	int asked = 0;

	while (status == DNS_NXDOMAIN && asked <= LIMIT_DNS_QUESTIONS) {
		char name[32];

		snprintf(name, sizeof(name), "n%d.example.com", asked++);
		status = ask(dns, name, DNS_A).status;
	}
	ok(status == DNS_TEMPFAIL && asked == LIMIT_DNS_QUESTIONS + 1,
	   "questions have an end");
	is_status(ask(dns, "n1.example.com", DNS_A), DNS_NXDOMAIN,
		  "what was asked stays known");
	resolver_free(dns);

	dns = resolver("127.0.0.1", 10);
	for (int i = 0; i < 2 * LIMIT_DNS_QUESTIONS; i++) {
		char name[32];

		snprintf(name, sizeof(name), "p%d.example.com", i);
		dns_prefetch(dns, str_from(name), DNS_A);
	}
	is_status(ask(dns, "mail.example.com", DNS_A), DNS_FOUND,
		  "hints do not crowd out questions");
	resolver_free(dns);
}

static void test_authenticated(void)
{
	struct dns *dns = resolver("127.0.0.1", 10);

	ok(ask(dns, "signed.example.com", DNS_A).authenticated, "AD bit");
	ok(!ask(dns, "mail.example.com", DNS_A).authenticated, "no AD bit");
	resolver_free(dns);
}

/* dns_lookup() asks for no such names; the resolver does not rely on it. */
static void test_bad_names(void)
{
	struct dns *dns = resolver("127.0.0.1", 10);

	is_status(dns->lookup(dns, arena, STR("a..b"), DNS_A), DNS_BADNAME,
		  "an empty label");
	is_status(dns->lookup(dns, arena, STR(""), DNS_A), DNS_BADNAME,
		  "no name");
	resolver_free(dns);
}

static void test_options(void)
{
	static const char *const wrong[] = {
		"",
		"localhost",
		"127.0.0.1:0",
		"127.0.0.1:65536",
		"127.0.0.1:",
		"[::1",
		"[::1]53",
		"::1::2",
		"1.2.3",
		"1.2.3.4 nope",
		"[]:53",
		"1 2 3 4 5",
		"1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4 5.5.5.5",
	};
	static const char *const right[] = {
		"127.0.0.1", "127.0.0.1:5353", "::1",
		"[::1]",     "[::1]:53",       "127.0.0.1, [2001:db8::1]:5353 ",
	};
	struct dns *dns;
	const char *error = "";

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct resolver_options options = { wrong[i], 1, false };

		error = "";
		ok(resolver_new(&options, &error) == NULL && error[0] != '\0',
		   "refused: \"%s\" (%s)", wrong[i], error);
	}
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		struct resolver_options options = { right[i], 1, false };

		dns = resolver_new(&options, &error);
		ok(dns != NULL, "accepted: \"%s\"", right[i]);
		resolver_free(dns);
	}
	dns = resolver_new(&(struct resolver_options){ NULL, 1, false },
			   &error);
	ok(dns != NULL, "the system's servers");
	resolver_free(dns);
	resolver_free(NULL);
}

int main(void)
{
	int input = -1, status;
	pid_t pid;

	arena = arena_new(LIMIT_ARENA, NULL);
	test_options();
	if (access(PYTHON, X_OK) < 0) {
		skip("no " PYTHON " for the name server");
		return done_testing();
	}
	pid = server_start(&input);
	if (!ok(pid > 0, "the name server runs"))
		return done_testing();
	test_plain("127.0.0.1");
	test_plain("[::1]");
	test_silence();
	test_budget();
	test_prefetch();
	test_servers();
	test_dead_server();
	test_limits();
	test_authenticated();
	test_bad_names();
	close(input);
	waitpid(pid, &status, 0);
	arena_free(arena);
	return done_testing();
}
