#include "../tap.h"

#include "../../mda/srs_service.h"

#define NOW ((time_t)1795306385)

static const struct str secrets[] = { STR_INIT("geheim") };
static const struct srs srs = { .domain = STR_INIT("fwd.example"),
				.secrets = { secrets, 1 } };
static size_t refusals;

static void refused(struct str address, const char *why)
{
	(void)address, (void)why;
	refusals++;
}

#define BROKEN "(broken)"
#define MORE "(more)"

static const struct {
	bool tcp;
	const char *request, *reply, *rest;
} cases[] = {
	{ false, "52:reverse SRS0=Trob=JL=Example.COM=Ann.Lee@fwd.example,",
	  "22:OK Ann.Lee@Example.COM,", "" },
	{ false, "27:forward Ann.Lee@Example.COM,",
	  "47:OK SRS0=Trob=JL=Example.COM=Ann.Lee@fwd.example,", "" },
	{ false, "52:reverse SRS0=Trob=JL=Example.COM=Bob.Lee@fwd.example,",
	  "9:NOTFOUND ,", "" },
	{ false, "19:reverse a@b.example,x", "9:NOTFOUND ,", "x" },
	{ false, "8:reverse ,", "9:NOTFOUND ,", "" },
	{ false, "7:reverse,", "9:NOTFOUND ,", "" },
	{ false, "11:aliases ann,", "34:PERM the map is forward or reverse,",
	  "" },
	{ false, "0:,", "34:PERM the map is forward or reverse,", "" },
	{ false, "", MORE, "" },
	{ false, "1", MORE, "1" },
	{ false, "19:reverse", MORE, "19:reverse" },
	{ false, "19:reverse a@b.example", MORE, "19:reverse a@b.example" },
	{ false, "19:reverse a@b.example;", BROKEN, NULL },
	{ false, ":x,", BROKEN, NULL },
	{ false, "x", BROKEN, NULL },
	{ false, "-1:x,", BROKEN, NULL },
	{ false, "4097:", BROKEN, NULL },
	{ false, "99999999999999999999:", BROKEN, NULL },
	{ true, "get SRS0=Trob=JL=Example.COM=Ann.Lee@fwd.example\n",
	  "200 Ann.Lee@Example.COM\n", "" },
	{ true, "get SRS0=Trob=JL=Example.COM=Ann%2eLee%40fwd.example\r\nget ",
	  "200 Ann.Lee@Example.COM\n", "get " },
	{ true, "get ann@example.com\n", "500 not%20found\n", "" },
	{ true, "get \n", "500 not%20found\n", "" },
	{ true, "get %4\n", "400 ask%20with%20get\n", "" },
	{ true, "get %zz\n", "400 ask%20with%20get\n", "" },
	{ true, "put a b\n", "400 ask%20with%20get\n", "" },
	{ true, "\n", "400 ask%20with%20get\n", "" },
	{ true, "get a@b.example", MORE, "get a@b.example" },
};

int main(void)
{
	struct arena *arena = arena_new((size_t)1024 * 1024, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct srs_service service = {
			.srs = &srs,
			.now = NOW,
			.tcp = cases[i].tcp ? srs_reverse : NULL,
			.refused = refused,
		};
		struct str rest = str_from(cases[i].request);
		struct str reply = STR(MORE);
		enum srs_reply found =
			srs_service_answer(arena, &service, &rest, &reply);

		if (found == SRS_BROKEN)
			reply = STR(BROKEN);
		is_str(reply, cases[i].reply, "\"%.30s\"", cases[i].request);
		if (cases[i].rest != NULL)
			is_str(rest, cases[i].rest, "and what is left");
	}
	is_int((long long)refusals, 1, "what is refused is told");
	arena_free(arena);
	return done_testing();
}
