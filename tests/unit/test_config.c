/* waxseal.conf and -o: what is read, and what an error says. */
#include "../../filter/score.h"
#include "../../filter/verdict.h"
#include "../../mda/config.h"
#include "../tap.h"

static bool parse(struct arena *arena, const char *text, struct config *config,
		  struct str *error)
{
	config_defaults(arena, config);
	*error = STR("");
	return config_parse(arena, "f", str_from(text), config, error);
}

static void test_defaults(struct arena *arena)
{
	struct config config;

	config_defaults(arena, &config);
	is_str(str_from(config.maildir), "%h/Maildir", "maildir");
	is_str(str_from(config.junk_folder), "Junk", "junk_folder");
	is_str(str_from(config.recipient_delimiter), "+", "delimiter");
	is_int(config.fsync, FSYNC_ALWAYS, "fsync");
	is_int(config.deadline, 240, "deadline");
	is_int(config.dns_timeout, 20, "dns_timeout");
	is_int(config.policy.junk_score, 500, "junk_score in hundredths");
	is_int(config.policy.temperror_retry, 4 * 3600, "temperror_retry");
	is_int((long long)config.now, 0, "the clock");
	ok(config.users == NULL, "system users");
	ok(config.zone == NULL && config.resolver == NULL, "system DNS");
	ok(config.policy.authserv_id.len > 0, "the host has a name");
	is_int(config.policy.scores[0], score_rules[0].points,
	       "points of a score line");
}

static void test_values(struct arena *arena)
{
	struct config config;
	struct str error;

	bool good = parse(
		arena,
		"# comment\n"
		"maildir = /var/vmail/%d/%n\n"
		"authserv_id=MX.Home.Example\n"
		"local_domains = home.example, B\xc3\xbc"
		"cher.Example\n"
		"\t other.example\n"
		"; a comment is a line of its own\n"
		"trusted_relays = 192.0.2.0/24 2001:db8::/32\r\n"
		"dns = zone /tmp/zone file\n"
		"resolver = 127.0.0.1:53 [::1]:5353 192.0.2.1 2001:db8::1\n"
		"deadline = 2m\n"
		"temperror_retry = 1d\n"
		"junk_score = 6.5\n"
		"now = 1790000000\n"
		"users =\n"
		"fsync = data\n"
		"\n"
		"[scores]\n"
		"spf_fail = -0.25\n",
		&config, &error);

	ok(good, "a file: %.*s", STR_ARG(error));
	is_str(str_from(config.maildir), "/var/vmail/%d/%n", "a pattern");
	is_str(config.policy.authserv_id, "mx.home.example", "lower case");
	is_int((long long)config.policy.local_domains.count, 3,
	       "commas, blanks and a continued line");
	is_str(config.policy.local_domains.items[1], "xn--bcher-kva.example",
	       "domains become A-labels");
	is_str(config.policy.local_domains.items[2], "other.example",
	       "a continued line");
	is_int((long long)config.policy.trusted_relay_count, 2, "networks");
	is_int(config.policy.trusted_relays[1].prefix, 32, "their prefixes");
	is_str(str_from(config.zone), "/tmp/zone file", "dns = zone");
	is_int(config.deadline, 120, "minutes");
	is_int(config.policy.temperror_retry, 86400, "a day");
	is_int(config.policy.junk_score, 650, "a decimal");
	is_int((long long)config.now, 1790000000, "now");
	ok(config.users == NULL, "an empty value is none");
	is_int(config.fsync, FSYNC_DATA, "a choice");
	is_int(config.policy.scores[SCORE_SPF_FAIL], -25, "a score");
}

static const struct {
	const char *text, *error;
} bad[] = {
	{ "x = 1\n", "f:1: key \"x\": there is no such key" },
	{ "\n\nfsync = sometimes\n",
	  "f:3: key \"fsync\": allowed is always, data or never" },
	{ "deadline = 1000\n",
	  "f:1: key \"deadline\": allowed is a time of 1 to 999 seconds" },
	{ "deadline = 0\n",
	  "f:1: key \"deadline\": allowed is a time of 1 to 999 seconds" },
	{ "deadline = m\n",
	  "f:1: key \"deadline\": allowed is a time of 1 to 999 seconds" },
	{ "junk_score = 1.234\n",
	  "f:1: key \"junk_score\": allowed is a number up to 1000 with at "
	  "most two decimals" },
	{ "junk_score = five\n",
	  "f:1: key \"junk_score\": allowed is a number up to 1000 with at "
	  "most two decimals" },
	{ "junk_score = 1.\n",
	  "f:1: key \"junk_score\": allowed is a number up to 1000 with at "
	  "most two decimals" },
	{ "junk_score =\n",
	  "f:1: key \"junk_score\": allowed is a number up to 1000 with at "
	  "most two decimals" },
	{ "[scores]\nno_such = 1\n",
	  "f:2: key \"no_such\": there is no such line of the score" },
	{ "[scores]\nspf_fail = much\n",
	  "f:2: key \"spf_fail\": allowed is a number from -1000 to 1000 with "
	  "at most two decimals" },
	{ "[score]\nspf_fail = 1\n",
	  "f:2: key \"spf_fail\": the only section is [scores], after all "
	  "else" },
	{ "maildir = Maildir\n",
	  "f:1: key \"maildir\": allowed is an absolute path; %h %u %n %d are "
	  "expanded" },
	{ "log = sylog\n",
	  "f:1: key \"log\": allowed is syslog, stderr or an absolute path" },
	{ "trusted_relays = 192.0.2.0/33\n",
	  "f:1: key \"trusted_relays\": allowed is addresses or networks as "
	  "192.0.2.0/24" },
	{ "local_domains = a..b\n",
	  "f:1: key \"local_domains\": allowed is domains" },
	{ "resolver = dns.example\n",
	  "f:1: key \"resolver\": allowed is addresses of name servers, each "
	  "with an optional :port" },
	{ "dns = zone\n",
	  "f:1: key \"dns\": allowed is system, or zone and the path of a "
	  "file" },
	{ "junk_folder = ..\n",
	  "f:1: key \"junk_folder\": allowed is the name of a folder" },
	{ "now = yesterday\n",
	  "f:1: key \"now\": allowed is seconds since 1970" },
	{ "\nnonsense\n",
	  "f:2: not a line of the form key = value, [section], or a comment" },
	{ "[scores\n",
	  "f:1: not a line of the form key = value, [section], or a comment" },
	{ "fsync = data ; safely\n",
	  "f:1: key \"fsync\": allowed is always, data or never" },
	{ "fsync = data\n also\n",
	  "f:1: key \"fsync\": allowed is always, data or never" },
};

static void test_errors(struct arena *arena)
{
	struct config config;
	struct str error;
	char line[1024];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ok(!parse(arena, bad[i].text, &config, &error), "refused: %.*s",
		   (int)strcspn(bad[i].text, "\n"), bad[i].text);
		is_str(error, bad[i].error, "and says why");
	}
	ok(!config_parse(arena, "f", STR("a = b\0\n"), &config, &error),
	   "a NUL is refused");
	memset(line, 'a', sizeof(line));
	memcpy(line, "users = ", 8);
	line[sizeof(line) - 1] = '\0';
	ok(!parse(arena, line, &config, &error), "a long line is refused");
	is_str(error,
	       "f:1: the line is too long; a value can be continued on further "
	       "lines that begin with a blank",
	       "with a remedy");
}

static void test_overrides(struct arena *arena)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "fsync=never", "" },
		{ "junk_score = 3", "" },
		{ "scores.SPF_FAIL=2.5", "" },
		{ "users=a=b", "" },
		{ "fsync", "-o fsync: key \"fsync\": it lacks \"=value\"" },
		{ "nothing=1", "-o nothing=1: key \"nothing\": there is no "
			       "such key" },
		{ "plugin/x=y", "-o plugin/x=y: key \"plugin/x\": there is no "
				"such key" },
		{ "a.b=c", "-o a.b=c: key \"b\": the only section is [scores], "
			   "after all else" },
	};
	struct config config;
	struct str error;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		error = STR("");
		if (config_load(arena, NULL, &cases[i].text, 1, &config,
				&error))
			error = STR("");
		is_str(error, cases[i].error, "-o %s", cases[i].text);
	}
}

int main(void)
{
	struct arena *arena = arena_new(64 * 1024 * 1024, NULL);

	test_defaults(arena);
	test_values(arena);
	test_errors(arena);
	test_overrides(arena);
	arena_free(arena);
	return done_testing();
}
