#include "../tap.h"

#include "../../filter/srs.h"

/* 2026-11-22, day "JL". */
#define NOW ((time_t)1795306385)
#define DAYS(n) ((time_t)(n)*86400)

static const struct str secrets[] = {
	STR_INIT("geheim"),
	STR_INIT("older"),
	STR_INIT("secret"),
};
static const struct str local_domains[] = { STR_INIT("home.example") };

static const struct srs ours = {
	.domain = STR_INIT("fwd.example"),
	.secrets = { secrets, 2 },
	.local_domains = { local_domains, 1 },
};

static struct arena *arena;

static struct str forward(const struct srs *srs, const char *address,
			  time_t now)
{
	struct str result;
	const char *error = "";

	if (srs_forward(arena, srs, str_from(address), now, &result, &error) ==
	    SRS_REFUSED)
		return str_from(error);
	return result;
}

static struct str reverse(const struct srs *srs, struct str address, time_t now)
{
	struct str result;
	const char *error = "";

	if (srs_reverse(arena, srs, address, now, &result, &error) ==
	    SRS_REFUSED)
		return str_from(error);
	return result;
}

static struct str reverse_text(const char *address)
{
	return reverse(&ours, str_from(address), NOW);
}

/* What postsrsd 1.10 made of them, with the secret "geheim". */
static const struct {
	const char *address, *rewritten;
} postsrsd[] = {
	{ "Ann.Lee@Example.COM",
	  "SRS0=Trob=JL=Example.COM=Ann.Lee@fwd.example" },
	{ "SRS0=abcd=EE=first.example=x@hop.example",
	  "SRS1=ofm6=hop.example==abcd=EE=first.example=x@fwd.example" },
	{ "SRS0+abcd=EE=first.example=x@hop.example",
	  "SRS1=UO21=hop.example=+abcd=EE=first.example=x@fwd.example" },
};

static void test_postsrsd(void)
{
	static const char srs1[] =
		"SRS1=abcd=first.example==abcd=EE=o.example=x@hop.example";

	for (size_t i = 0; i < sizeof(postsrsd) / sizeof(postsrsd[0]); i++) {
		is_str(forward(&ours, postsrsd[i].address, NOW),
		       postsrsd[i].rewritten, "%s, as postsrsd",
		       postsrsd[i].address);
		is_str(reverse_text(postsrsd[i].rewritten), postsrsd[i].address,
		       "and back");
	}
	is_str(forward(&ours, srs1, NOW),
	       "SRS1=Ares=first.example==abcd=EE=o.example=x@fwd.example",
	       "SRS1 of somebody else leaves the host in between out");
	is_str(reverse_text("SRS1=Ares=first.example==abcd=EE=o.example=x@"
			    "fwd.example"),
	       "SRS0=abcd=EE=o.example=x@first.example",
	       "and goes back to the first");
}

static void test_exim(void)
{
	struct srs srs = ours;

	srs.style = SRS_EXIM;
	srs.secrets = (struct str_list){ secrets + 2, 1 };
	is_str(forward(&srs, "Ann.Lee@Example.COM", NOW),
	       "SRS0=bb52=jl=Example.COM=Ann.Lee@fwd.example", "as Exim 4.96");
	is_str(reverse(&srs,
		       STR("SRS0=bb52=jl=Example.COM=Ann.Lee@fwd.example"),
		       NOW),
	       "Ann.Lee@Example.COM", "and back, in its small digits");
	is_str(reverse(&srs, STR("SRS0=bb52=l=example.com=ann.lee@fwd.example"),
		       DAYS(1024 + 11)),
	       "ann.lee@example.com", "a day of one digit");
	ok(str_starts(
		   forward(&srs, "SRS0=abcd=EE=a.example=x@hop.example", NOW),
		   STR("SRS0=")),
	   "there is no SRS1, since Exim does not know it");
	ok(!str_eq(reverse(&srs,
			   STR("SRS0=Trob=JL=Example.COM=Ann.Lee@fwd.example"),
			   NOW),
		   STR("Ann.Lee@Example.COM")),
	   "the hash of the other style is none");
}

static void test_forward(void)
{
	char longest[300];

	is_str(forward(&ours, "", NOW), "", "the null sender stays");
	is_str(forward(&ours, "bob@HOME.example", NOW), "bob@HOME.example",
	       "an address of ours stays");
	is_str(forward(&ours, "SRS0=x=JL=a.example=b@fwd.example", NOW),
	       "SRS0=x=JL=a.example=b@fwd.example",
	       "and one that we rewrote before");
	is_str(forward(&ours, "\"a b\"@x.example", NOW),
	       "it cannot be part of another address", "a quoted local part");
	is_str(forward(&ours, "a@[192.0.2.1]", NOW),
	       "it cannot be part of another address", "a domain literal");
	is_str(forward(&ours, "no address", NOW),
	       "it cannot be part of another address", "no address");
	snprintf(longest, sizeof(longest), "%0220d@x.example", 1);
	is_str(forward(&ours, longest, NOW), "it would become too long",
	       "too long by a byte");
	ok(forward(&ours, longest + 1, NOW).len == 254, "as long as it can be");
	is_str(forward(&(struct srs){ .domain = STR_INIT("x.example") },
		       "a@b.example", NOW),
	       "there is no secret", "without a secret");
	ok(str_starts(forward(&ours, "=a=b@x.example", NOW), STR("SRS0=")) &&
		   str_eq(reverse(&ours, forward(&ours, "=a=b@x.example", NOW),
				  NOW),
			  STR("=a=b@x.example")),
	   "separators in the local part are no matter");
	is_str(reverse(&ours, forward(&ours, "SRS0=@x.example", NOW), NOW),
	       "SRS0=@x.example", "nothing but the tag");
}

static void test_age(void)
{
	struct str address = forward(&ours, "ann@a.example", NOW);

	is_str(reverse(&ours, address, NOW + DAYS(21)), "ann@a.example",
	       "good for 21 days");
	is_str(reverse(&ours, address, NOW + DAYS(22)), "it has expired",
	       "and no longer");
	is_str(reverse(&ours, address, NOW - DAYS(1)), "ann@a.example",
	       "of tomorrow, when clocks differ");
	is_str(reverse(&ours, address, NOW - DAYS(2)), "it has expired",
	       "not of the day after");
	is_str(reverse(&ours, address, NOW + DAYS(1024)), "ann@a.example",
	       "the days come again after 1024");
}

#define FORGED "its hash is wrong: it was not made here, or changed on its way"
#define MALFORMED "it is no whole SRS address"

static const struct {
	const char *address, *result, *why;
} reversals[] = {
	{ "srs0=trob=jl=example.com=ann.lee@FWD.example", "ann.lee@example.com",
	  "all in lower case" },
	{ "SRS0+Trob=JL=Example.COM=Ann.Lee@fwd.example", "Ann.Lee@Example.COM",
	  "another separator" },
	{ "SRS0-Trob=JL=Example.COM=Ann.Lee@fwd.example", "Ann.Lee@Example.COM",
	  "and another" },
	{ "SRS0=Trob=JL=Example.COM=Bob.Lee@fwd.example", FORGED,
	  "another user" },
	{ "SRS0=Trob=JL=Example.ORG=Ann.Lee@fwd.example", FORGED,
	  "another domain" },
	{ "SRS0=Trob=JM=Example.COM=Ann.Lee@fwd.example", FORGED,
	  "another day" },
	{ "SRS0=Trpb=JL=Example.COM=Ann.Lee@fwd.example", FORGED,
	  "another hash" },
	{ "SRS0=Tro=JL=Example.COM=Ann.Lee@fwd.example", FORGED,
	  "part of the hash" },
	{ "SRS0==JL=Example.COM=Ann.Lee@fwd.example", FORGED, "no hash" },
	{ "SRS0=Trob=JLE=xample.COM=Ann.Lee@fwd.example", MALFORMED,
	  "a letter moved from the domain to the day" },
	{ "SRS0=Trob=J1=Example.COM=Ann.Lee@fwd.example", MALFORMED,
	  "a day that is none" },
	{ "SRS0=Trob=JL=Example.COM=@fwd.example", MALFORMED, "no user" },
	{ "SRS0=Trob=JL@fwd.example", MALFORMED, "cut off" },
	{ "SRS0=@fwd.example", MALFORMED, "nothing but the tag" },
	{ "SRS1=ofm6=hop.example@fwd.example", MALFORMED, "SRS1 cut off" },
	{ "SRS1=ofm6=hop.example=x@fwd.example", MALFORMED,
	  "SRS1 around something else" },
	{ "SRS1=ofm7=hop.example==abcd=EE=first.example=x@fwd.example", FORGED,
	  "SRS1 with another hash" },
	{ "SRS1=ofm6=hop.example==abcd=EE=first.example=y@fwd.example", FORGED,
	  "SRS1 with another user" },
	{ "SRS0=Trob=JL=Example.COM=Ann.Lee@other.example",
	  "SRS0=Trob=JL=Example.COM=Ann.Lee@other.example",
	  "another host's stays" },
	{ "ann@fwd.example", "ann@fwd.example", "a plain address stays" },
	{ "SRS0@fwd.example", "SRS0@fwd.example", "a user of that name too" },
	{ "", "", "and the null sender" },
};

static void test_reverse(void)
{
	for (size_t i = 0; i < sizeof(reversals) / sizeof(reversals[0]); i++)
		is_str(reverse_text(reversals[i].address), reversals[i].result,
		       "%s", reversals[i].why);
}

/* Whoever knows an address of ours that is good must gain nothing by it but a
 * bounce to the one who is in it. */
static void test_relay(void)
{
	const struct srs without = { .domain = STR_INIT("fwd.example"),
				     .secrets = { secrets, 2 } };
	struct str address = forward(&without, "bob@home.example", NOW);

	is_str(reverse(&ours, address, NOW), "the address in it is one of ours",
	       "no way in through an address of ours");
	address = forward(&without, "SRS0=a=JL=b.example=c@home.example", NOW);
	is_str(reverse(&ours, address, NOW), "the address in it is one of ours",
	       "nor by SRS1");
	address = forward(&ours, "\"x@evil.example\"@b.example", NOW);
	is_str(address, "it cannot be part of another address",
	       "nothing is quoted in it");
}

static void test_secrets(void)
{
	struct srs srs = ours;
	struct str old;

	srs.secrets = (struct str_list){ secrets + 1, 1 };
	old = forward(&srs, "ann@a.example", NOW);
	is_str(reverse(&ours, old, NOW), "ann@a.example",
	       "an older secret still verifies");
	ok(!str_eq(old, forward(&ours, "ann@a.example", NOW)),
	   "but the first one signs");
	is_str(reverse(&srs, forward(&ours, "ann@a.example", NOW), NOW), FORGED,
	       "one that is gone does not");
}

int main(void)
{
	arena = arena_new((size_t)1024 * 1024, NULL);
	test_postsrsd();
	test_exim();
	test_forward();
	test_age();
	test_reverse();
	test_relay();
	test_secrets();
	arena_free(arena);
	return done_testing();
}
