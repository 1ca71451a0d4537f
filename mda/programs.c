#include "programs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../filter/limits.h"
#include "copy.h"
#include "decider.h"
#include "interrupt.h"
#include "limits.h"
#include "order_check.h"
#include "path.h"
#include "script_program.h"
#include "status.h"
#include "wire.h"

/* -- what crosses ------------------------------------------------------------ */

bool programs_encode_call(struct arena *arena, const struct programs_call *call,
			  struct str *bytes)
{
	static const struct edits none;
	struct buf buf = buf_new(arena, LIMIT_PROGRAM_MESSAGE);

	wire_put_str(&buf, call->name);
	wire_put_list(&buf, &call->arguments);
	wire_put(&buf, call->mail != NULL);
	wire_put_edits(&buf, call->mail != NULL ? call->mail : &none);
	wire_put_str(&buf, call->input);
	wire_put(&buf, call->most);
	*bytes = buf_str(&buf);
	return !buf.overflow;
}

bool programs_decode_call(struct arena *arena, struct str bytes,
			  struct programs_call *call, struct edits *edits)
{
	struct wire wire = { .arena = arena, .rest = bytes };

	*call = (struct programs_call){ 0 };
	call->name = wire_take_str(&wire);
	call->arguments = wire_take_list(&wire, LIMIT_ORDER_ARGUMENTS);
	call->mail = wire_take_bool(&wire) ? edits : NULL;
	*edits = wire_take_edits(&wire);
	call->input = wire_take_str(&wire);
	call->most = wire_take(&wire, LIMIT_PROGRAM_MAIL);
	return wire_ended(&wire);
}

bool programs_encode_answer(struct arena *arena,
			    const struct programs_answer *answer,
			    struct str *bytes)
{
	struct buf buf = buf_new(arena, LIMIT_PROGRAM_MESSAGE);

	wire_put(&buf, answer->end);
	wire_put_str(&buf, answer->output);
	wire_put(&buf, answer->cut);
	wire_put_str(&buf, answer->why);
	*bytes = buf_str(&buf);
	return !buf.overflow;
}

bool programs_decode_answer(struct arena *arena, struct str bytes,
			    struct programs_answer *answer)
{
	struct wire wire = { .arena = arena, .rest = bytes };

	answer->end = (enum programs_end)wire_take(&wire, PROGRAMS_ENDS - 1);
	answer->output = wire_take_str(&wire);
	answer->cut = wire_take_bool(&wire);
	answer->why = wire_take_str(&wire);
	return wire_ended(&wire);
}

/* -- running ------------------------------------------------------------------ */

static void leave(void)
{
	_exit(STATUS_RETRY);
}

/* Half of what is left: however many run, there is time to deliver. */
static unsigned seconds_left(void)
{
	unsigned half = (unsigned)interrupt_remaining() / 2000 + 1;

	return half < LIMIT_PROGRAM_SECONDS ? half : LIMIT_PROGRAM_SECONDS;
}

static int open_input(struct arena *arena, const struct programs_host *host,
		      const struct programs_call *call)
{
	static const struct edits none;
	const struct input *input = host->input;
	struct content content;

	if (call->mail == NULL) {
		content =
			content_make(arena, call->input, STR(""), &none, false);
	} else {
		content = content_make(arena, STR(""), input->mail, call->mail,
				       input->crlf);
		content.input = input;
	}
	return copy_scratch(arena, host->maildir, &content);
}

static enum programs_end run(struct arena *arena,
			     const struct programs_host *host,
			     const struct programs_call *call,
			     struct buf *output, struct str *why)
{
	static const enum programs_end ends[] = {
		[PROGRAM_DONE] = PROGRAMS_DONE,
		[PROGRAM_RETRY] = PROGRAMS_FAILED,
		[PROGRAM_FAILED] = PROGRAMS_REFUSED,
		[PROGRAM_UNKNOWN] = PROGRAMS_UNKNOWN,
		[PROGRAM_LOST] = PROGRAMS_FAILED,
	};
	const struct script_program program = {
		.config = host->config,
		.user = host->user,
		.name = call->name,
		.arguments = &call->arguments,
		.sender = host->sender,
		.recipient = host->recipient,
		.input_fd = open_input(arena, host, call),
		.seconds = seconds_left(),
		.output = call->most > 0 ? output : NULL,
	};

	if (program.input_fd >= 0)
		return ends[script_program_run(arena, &program, why)];
	*why = str_from(strerror(errno));
	return PROGRAMS_FAILED;
}

void programs_serve(int socket, const void *host)
{
	struct arena *arena = arena_new(4 * LIMIT_PROGRAM_MESSAGE, leave);
	struct programs_call call;
	struct programs_answer answer = { .why = STR_INIT("") };
	struct edits edits;
	struct buf output;
	struct str bytes;

	if (!wire_receive(arena, socket, LIMIT_PROGRAM_MESSAGE, &bytes) ||
	    !programs_decode_call(arena, bytes, &call, &edits) ||
	    !order_check_program(call.name, &call.arguments))
		return;
	output = buf_new(arena, call.most);
	answer.end = run(arena, host, &call, &output, &answer.why);
	answer.output = buf_str(&output);
	answer.cut = output.overflow;
	if (programs_encode_answer(arena, &answer, &bytes))
		wire_send(socket, bytes);
}

/* -- asking ------------------------------------------------------------------- */

static void ask(const struct sieve_programs *programs, struct arena *arena,
		const struct programs_call *call,
		struct programs_answer *answer)
{
	int socket = door_ask_service(DECIDER_DOOR, DOOR_PROGRAMS);
	struct str bytes;
	bool answered;

	(void)programs;
	answered = socket >= 0 && programs_encode_call(arena, call, &bytes) &&
		   wire_send(socket, bytes) &&
		   wire_receive(arena, socket, LIMIT_PROGRAM_MESSAGE, &bytes) &&
		   programs_decode_answer(arena, bytes, answer);
	path_close(socket);
	if (answered)
		return;
	*answer = (struct programs_answer){
		.end = PROGRAMS_FAILED,
		.why = socket >= 0
			       ? STR("the program could not be run")
			       : arena_printf(arena,
					      "no more than %d programs are "
					      "run for one mail",
					      LIMIT_PROGRAM_RUNS),
	};
}

const struct sieve_programs programs_behind_door = { .run = ask };
