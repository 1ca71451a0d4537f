#include "../../filter/leaves.h"

#include "../../filter/message.h"
#include "../tap.h"
#include "asked.h"

static const struct str local_domains[] = { STR_INIT("b.example"),
					    STR_INIT("hosted.example") };
static const struct str own[] = { STR_INIT("bob@b.example"),
				  STR_INIT("bobby@old.example") };

static const struct policy policy = { .local_domains = { local_domains, 2 } };

/* A mail from ann@a.example; SPF proves it, or not. */
static struct leaving leaving_of(struct asked *asked, const char *to,
				 bool proven)
{
	struct arena *arena = asked->context.arena;
	struct message *message = ARENA_NEW(arena, struct message);
	struct auth *auth = ARENA_NEW(arena, struct auth);

	*message = message_parse(arena, arena_printf(arena, "To: %s\n\n", to));
	auth->origin = ORIGIN_OUTSIDE;
	auth->envelope.sender = sender_parse(STR("ann@a.example"));
	auth->spf.mailfrom.status = proven ? CHECK_PASS : CHECK_NONE;
	auth->spf.mailfrom.domain = STR("a.example");
	return (struct leaving){
		.policy = &policy,
		.mail = { &asked->context,
			  message,
			  message,
			  auth,
			  false,
			  { own, 2 } },
		.reply = { .message = message,
			   .current = message,
			   .sender = STR("ann@a.example"),
			   .recipient = own[0],
			   .owner = STR("bob@mx.b.example"),
			   .host = STR("mx.b.example") },
	};
}

static struct str from_of(struct arena *arena, struct str mail)
{
	const struct message message = message_parse(arena, mail);
	const struct header *from = message_find(&message, STR("From"), 0);

	return from != NULL ? header_unfold(arena, from->value) : STR("-");
}

/* -- in whose name ----------------------------------------------------------- */

static const struct {
	const char *what, *to, *from, *want;
} names[] = {
	{ "nothing is said", "bob@b.example", "", "bob@b.example" },
	{ "it was written to another address", "bobby@old.example", "",
	  "bobby@old.example" },
	{ "the script says so", "bob@b.example", "Bob <b@hosted.example>",
	  "\"Bob\" <b@hosted.example>" },
	{ "the script names a stranger", "bob@b.example", "ceo@bank.example",
	  "bob@b.example" },
	{ "the script names a stranger besides", "bob@b.example",
	  "bob@b.example, ceo@bank.example", "bob@b.example" },
	{ "the script names nobody", "bob@b.example", "Bob", "bob@b.example" },
};

static void test_names(struct asked *asked)
{
	struct arena *arena = asked->context.arena;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct leaving leaving =
			leaving_of(asked, names[i].to, true);
		const struct vacation vacation = {
			.reason = STR("Away."), .from = str_from(names[i].from)
		};
		struct action action = { .type = ACTION_VACATION,
					 .vacation = &vacation,
					 .period = 60 };

		is_str(leaves_prepare(&leaving, &action), "", "%s",
		       names[i].what);
		is_str(from_of(arena, action.mail), names[i].want,
		       "in whose name: %s", names[i].what);
	}
}

/* -- what is remembered -------------------------------------------------------- */

static struct str vacation_key(struct asked *asked, const char *reason,
			       const char *key, const char *to)
{
	const struct leaving leaving = leaving_of(asked, to, true);
	const struct vacation vacation = { .reason = str_from(reason) };
	struct action action = { .type = ACTION_VACATION,
				 .vacation = &vacation,
				 .key = str_from(key),
				 .period = 60 };

	leaves_prepare(&leaving, &action);
	return action.key;
}

static void test_keys(struct asked *asked)
{
	const char *to = "bob@b.example";
	struct str key = vacation_key(asked, "a", "", to);

	ok(key.len > 0 && key.len <= LIMIT_MARK_KEY, "a key");
	ok(str_eq(key, vacation_key(asked, "a", "", "Bob <bob@b.example>")),
	   "the same for another mail");
	ok(!str_eq(key, vacation_key(asked, "b", "", to)),
	   "another one for another response");
	ok(str_eq(vacation_key(asked, "a", "k", to),
		  vacation_key(asked, "b", "k", to)),
	   "responses of one name are one");
}

/* -- refusals ------------------------------------------------------------------ */

static const struct {
	const char *text;
	bool silent, can_refuse, proven, junk;
	char want; /* 'm'ail, 'e'xit status, 'w'ithheld */
} refusals[] = {
	{ "No.", false, false, true, false, 'm' },
	{ "No.", false, false, false, false, 'w' },
	{ "No.", true, false, true, false, 'm' },
	{ "No.", true, false, false, false, 'w' },
	{ "No.", false, true, true, false, 'e' },
	{ "No.", false, true, false, false, 'e' },
	/* RFC 5429 2.2: reject keeps its text where it can, ereject the wire. */
	{ "N\xc3\xb6.", false, true, true, false, 'm' },
	{ "N\xc3\xb6.", false, true, false, false, 'e' },
	{ "N\xc3\xb6.", true, true, true, false, 'e' },
	{ "No.", false, true, true, true, 'w' },
	{ "No.", true, false, true, true, 'w' },
};

static void test_refusals(struct asked *asked)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct leaving leaving =
			leaving_of(asked, "bob@b.example", refusals[i].proven);
		struct action action = { .type = ACTION_REJECT,
					 .text = str_from(refusals[i].text),
					 .silent = refusals[i].silent };
		struct str why;

		leaving.can_refuse = refusals[i].can_refuse;
		leaving.mail.junk = refusals[i].junk;
		why = leaves_prepare(&leaving, &action);
		is_int(why.len > 0	     ? 'w'
		       : action.mail.len > 0 ? 'm'
					     : 'e',
		       refusals[i].want, "refusal %zu", i);
	}
}

/* -- notices ------------------------------------------------------------------- */

static void test_notices(struct asked *asked)
{
	struct leaving leaving = leaving_of(asked, "bob@b.example", false);
	struct notification notification = {
		.method =
			STR("mailto:a@x.example,b@x.example?cc=A@x.example")
	};
	struct action action = { .type = ACTION_NOTIFY,
				 .notification = &notification };

	is_str(leaves_prepare(&leaving, &action), "",
	       "a notice needs no proof of the sender");
	is_str(action.address, "a@x.example", "it goes to the first");
	is_int((long long)action.arguments.count, 1, "and once to each");
	is_str(action.sender, "bob@mx.b.example", "in the user's name");
	leaving.reply.sender = STR("");
	leaves_prepare(&leaving, &action);
	is_str(action.sender, "", "a null sender stays one");
	notification.method = STR("mailto:?subject=x");
	action = (struct action){ .type = ACTION_NOTIFY,
				  .notification = &notification };
	is_str(leaves_prepare(&leaving, &action), "its URI names nobody",
	       "nobody to tell");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)16 << 20, NULL);
	struct asked *asked = asked_new(arena, "a.example TXT \"x\"\n");

	test_names(asked);
	test_keys(asked);
	test_refusals(asked);
	test_notices(asked);
	arena_free(arena);
	return done_testing();
}
