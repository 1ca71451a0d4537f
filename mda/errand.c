#include "errand.h"

#include "limits.h"
#include "order_check.h"
#include "redirect.h"
#include "runner.h"
#include "script_program.h"
#include "sendmail.h"
#include "vouch.h"
#include "wire.h"

/* -- doing it --------------------------------------------------------------- */

static struct sendmail sendmail_of(const struct delivery *delivery)
{
	const struct config *config = delivery->config;

	return (struct sendmail){
		.program = config->sendmail,
		.dsn = config->sendmail_dsn,
		.relay = config->relay,
		.name = config->policy.authserv_id,
		.user = delivery->user,
		.seconds = LIMIT_SENDMAIL_SECONDS,
	};
}

static enum program_status send(struct arena *arena,
				const struct delivery *delivery,
				const struct errand *errand, struct str *text)
{
	const struct action *action = errand->action;
	const struct sendmail sendmail = sendmail_of(delivery);
	struct departure departure = {
		.sender = errand->sender,
		.recipient = errand->recipient == 0
				     ? action->address
				     : action->arguments
					       .items[errand->recipient - 1],
	};

	if (action->type == ACTION_REDIRECT)
		departure.wish = action->wish;
	/* RFC 5230 5.1, RFC 3464 2: nobody is told of what happens to them. */
	if (action->type == ACTION_VACATION || action->type == ACTION_REJECT)
		departure.wish.notify = STR("NEVER");
	return sendmail_run(arena, &sendmail, errand->mail_fd, &departure,
			    text);
}

static enum program_status give(struct arena *arena,
				const struct delivery *delivery,
				const struct errand *errand, struct str *text)
{
	const struct script_program program = {
		.config = delivery->config,
		.user = delivery->user,
		.name = errand->action->program,
		.arguments = &errand->action->arguments,
		.sender = delivery->sender,
		.recipient = delivery->recipient,
		.input_fd = errand->mail_fd,
		.seconds = LIMIT_PROGRAM_SECONDS,
	};
	enum program_status status = script_program_run(arena, &program, text);

	return status == PROGRAM_UNKNOWN ? PROGRAM_FAILED : status;
}

static enum program_status sign(struct arena *arena,
				const struct delivery *delivery,
				const struct errand *errand, struct str *text)
{
	struct str fields;

	if (!vouch_sign(arena, delivery, errand->kind == ERRAND_SEAL,
			errand->mail_fd, &fields, text))
		return PROGRAM_FAILED;
	*text = fields;
	return PROGRAM_DONE;
}

enum program_status errand_do(struct arena *arena,
			      const struct delivery *delivery,
			      const struct errand *errand, struct str *text)
{
	static enum program_status (*const doers[ERRAND_KINDS])(
		struct arena *, const struct delivery *, const struct errand *,
		struct str *) = {
		[ERRAND_SEND] = send,
		[ERRAND_PIPE] = give,
		[ERRAND_SEAL] = sign,
		[ERRAND_SIGN] = sign,
	};

	return doers[errand->kind](arena, delivery, errand, text);
}

enum program_status errand_run(struct arena *arena,
			       const struct delivery *delivery,
			       const struct errand *errand, struct str *text)
{
	*text = STR("");
	return delivery->runner != NULL
		       ? runner_ask(arena, delivery, errand, text)
		       : errand_do(arena, delivery, errand, text);
}

/* -- what crosses ------------------------------------------------------------- */

struct str errand_encode(struct arena *arena, const struct delivery *delivery,
			 const struct errand *errand)
{
	const struct actions *actions = &delivery->order->actions;
	struct buf buf = buf_new(arena, LIMIT_ERRAND);

	wire_put(&buf, errand->kind);
	wire_put(&buf, errand->action != NULL
			       ? (size_t)(errand->action - actions->list)
			       : 0);
	wire_put(&buf, errand->recipient);
	wire_put_str(&buf, errand->sender);
	return buf_str(&buf);
}

static bool is_of_srs(const struct delivery *delivery, struct str sender)
{
	struct str domain = delivery->config->srs_domain;
	size_t at = str_find_last(sender, '@');

	return domain.len > 0 && order_check_address(sender) &&
	       str_eq_nocase(str_skip(sender, at + 1), domain);
}

static bool is_sending(struct arena *arena, const struct delivery *delivery,
		       const struct errand *errand)
{
	const struct action *action = errand->action;

	if (action->type == ACTION_REDIRECT)
		return errand->recipient == 0 &&
		       (str_eq(errand->sender, delivery->sender) ||
			str_eq(errand->sender,
			       redirect_name(arena, delivery->config,
					     delivery->user)) ||
			is_of_srs(delivery, errand->sender));
	return action->mail.len > 0 &&
	       errand->recipient <= action->arguments.count &&
	       str_eq(errand->sender, action->sender);
}

/* Only what leaves is signed. */
static bool is_signing(struct arena *arena, const struct delivery *delivery,
		       const struct errand *errand)
{
	const struct actions *actions = &delivery->order->actions;

	(void)arena;
	for (size_t i = 0; i < actions->count; i++)
		if (errand->kind == ERRAND_SEAL
			    ? actions->list[i].type == ACTION_REDIRECT
			    : actions->list[i].mail.len > 0)
			return true;
	return false;
}

static bool is_piping(struct arena *arena, const struct delivery *delivery,
		      const struct errand *errand)
{
	(void)arena;
	(void)delivery;
	return errand->action->type == ACTION_PIPE;
}

/* Does the order ask for it? */
static bool (*const judges[ERRAND_KINDS])(struct arena *,
					  const struct delivery *,
					  const struct errand *) = {
	[ERRAND_SEND] = is_sending,
	[ERRAND_PIPE] = is_piping,
	[ERRAND_SEAL] = is_signing,
	[ERRAND_SIGN] = is_signing,
};

bool errand_decode(struct arena *arena, const struct delivery *delivery,
		   struct str bytes, struct errand *errand)
{
	const struct actions *actions = &delivery->order->actions;
	struct wire wire = { .arena = arena, .rest = bytes };
	size_t number;

	*errand = (struct errand){ .mail_fd = -1 };
	errand->kind = (enum errand_kind)wire_take(&wire, ERRAND_KINDS - 1);
	number = wire_take(&wire, SIZE_MAX);
	errand->recipient = wire_take(&wire, LIMIT_ORDER_ARGUMENTS);
	errand->sender = wire_take_str(&wire);
	if (!wire_ended(&wire) || number >= actions->count)
		return false;
	errand->action = &actions->list[number];
	return judges[errand->kind](arena, delivery, errand);
}

/* One for each who gets it, and one to sign it. */
size_t errand_count(const struct order *order)
{
	size_t count = 0;

	for (size_t i = 0; i < order->actions.count; i++) {
		const struct action *action = &order->actions.list[i];

		if (action->type == ACTION_REDIRECT ||
		    action->type == ACTION_PIPE || action->mail.len > 0)
			count += 2 + action->arguments.count;
	}
	return count;
}
