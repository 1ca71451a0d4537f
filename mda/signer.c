#include "signer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../filter/seal.h"
#include "decider.h"
#include "input.h"
#include "limits.h"
#include "sandbox.h"
#include "status.h"

/* What the process is asked. */
struct job {
	const struct signer *signer;
	struct input mail;
	bool seal; /* with: */
	struct str results;
	enum check_status chain;
};

/* -- in the process that signs ------------------------------------------------------ */

/* Of that process alone: read before it gives up its rights. */
static const struct secret *key_file;
static struct str key_text;

static void leave(void)
{
	_exit(STATUS_RETRY);
}

static bool enter(const struct sandbox *sandbox)
{
	struct arena *arena = arena_new(2 * LIMIT_PRIVATE_KEY, leave);
	struct str error;

	return secret_read(arena, key_file, LIMIT_PRIVATE_KEY, &key_text,
			   &error) &&
	       sandbox_enter(sandbox);
}

static struct str make_fields(struct arena *arena, const struct job *job,
			      const struct private_key *key, const char **why)
{
	const struct signer *signer = job->signer;
	struct message message = message_parse(arena, job->mail.mail);
	struct seal seal = {
		.signing = { .domain = signer->domain,
			     .selector = signer->selector,
			     .key = key,
			     .now = signer->now },
		.results = job->results,
		.chain = job->chain,
	};

	*why = NULL;
	if (job->seal && private_key_type(key) != KEY_RSA)
		*why = "an ARC seal takes an RSA key (RFC 8617 4.1.2)";
	else if (job->seal)
		return seal_fields(arena, &seal, &message, why);
	/* Which of two From fields would be vouched for? */
	else if (message.faults != 0)
		*why = "the mail is malformed";
	else
		return sign_message(arena, &seal.signing, &message, 0);
	return STR("");
}

static struct order work(struct arena *arena, const void *question)
{
	struct order order = { .exit_status = STATUS_DELIVERED };
	const struct job *job = question;
	const char *why;
	struct private_key *key = private_key_read(arena, key_text, &why);

	arena_borrow(arena, input_passed, &job->mail);
	if (key != NULL)
		order.fields = make_fields(arena, job, key, &why);
	if (why != NULL)
		order.reason = str_from(why);
	return order;
}

/* -- in the process that sends ------------------------------------------------------ */

/* Whoever parsed the mail may be somebody else by now: the fields that were
 * asked for, in their order, and no others. */
static bool are_asked_for(struct str fields, bool seal)
{
	static const struct str set[] = {
		STR_INIT("ARC-Seal:"),
		STR_INIT("ARC-Message-Signature:"),
		STR_INIT("ARC-Authentication-Results:"),
	};
	static const struct str signature[] = { STR_INIT("DKIM-Signature:") };
	const struct str *wanted = seal ? set : signature;
	size_t count = seal ? 3 : 1, found = 0;
	struct str line;

	while (str_cut(&fields, '\n', &line)) {
		if (line.len == 0 || char_is_wsp(line.ptr[0]))
			continue;
		if (found == count || !str_starts(line, wanted[found++]))
			return false;
	}
	return found == count;
}

static bool ask(struct arena *arena, struct job *job, struct str *fields,
		struct str *error)
{
	const struct decider decider = {
		.enter = enter,
		.decide = work,
		.question = job,
		.mail_size = job->mail.map_size,
	};
	const struct secret *key = job->signer->key;
	struct order order;

	key_file = key;
	if (!decider_run(arena, &decider, &order, error)) {
		*error = arena_printf(arena, "the signing process failed: %.*s",
				      STR_ARG(*error));
		return false;
	}
	*fields = order.fields;
	if (order.fields.len > 0 && are_asked_for(order.fields, job->seal))
		return true;
	*error = order.fields.len > 0
			 ? STR("the signing process is not to be trusted")
			 : arena_printf(arena, "%s: %.*s", key->path,
					STR_ARG(order.reason));
	return false;
}

static bool map_and_ask(struct arena *arena, struct job *job, int mail_fd,
			struct str *fields, struct str *error)
{
	bool done;

	if (!input_map_whole(mail_fd, &job->mail)) {
		*error = str_from(strerror(errno));
		return false;
	}
	done = ask(arena, job, fields, error);
	input_release(&job->mail);
	return done;
}

bool signer_is_ready(const struct signer *signer)
{
	return signer->key != NULL && signer->key->fd >= 0 &&
	       signer->domain.len > 0 && signer->selector.len > 0;
}

bool signer_sign(struct arena *arena, const struct signer *signer, int mail_fd,
		 struct str *fields, struct str *error)
{
	struct job job = { .signer = signer };

	return map_and_ask(arena, &job, mail_fd, fields, error);
}

bool signer_seal(struct arena *arena, const struct signer *signer, int mail_fd,
		 struct str results, enum check_status chain,
		 struct str *fields, struct str *error)
{
	struct job job = {
		.signer = signer,
		.seal = true,
		.results = results,
		.chain = chain,
	};

	return map_and_ask(arena, &job, mail_fd, fields, error);
}
