#include "libsieve.h"

#include <dlfcn.h>
#include <stddef.h>
#include <unistd.h>

#include <sieve2.h>

#include "../filter/sieve/extension.h"
#include "decider.h"
#include "limits.h"
#include "status.h"
#include "wire.h"

#define LIBRARY "libsieve.so.1"

/* -- the library ----------------------------------------------------------------- */

static struct {
	int (*alloc)(sieve2_context_t **context);
	int (*free)(sieve2_context_t **context);
	int (*callbacks)(sieve2_context_t *context, sieve2_callback_t *list);
	int (*execute)(sieve2_context_t *context, void *user);
	char *(*get_string)(sieve2_context_t *context, char *name);
	char **(*get_list)(sieve2_context_t *context, char *name);
	int (*get_int)(sieve2_context_t *context, char *name);
	int (*set_string)(sieve2_context_t *context, char *name, char *value);
	int (*set_list)(sieve2_context_t *context, char *name, char **value);
	int (*set_int)(sieve2_context_t *context, char *name, int value);
} library;

struct symbol {
	const char *name;
	void **place;
};

/* Before rights are given up.  False with *error. */
static bool load(struct arena *arena, struct str *error)
{
	const struct symbol symbols[] = {
		{ "sieve2_alloc", (void **)&library.alloc },
		{ "sieve2_free", (void **)&library.free },
		{ "sieve2_callbacks", (void **)&library.callbacks },
		{ "sieve2_execute", (void **)&library.execute },
		{ "sieve2_getvalue_string", (void **)&library.get_string },
		{ "sieve2_getvalue_stringlist", (void **)&library.get_list },
		{ "sieve2_getvalue_int", (void **)&library.get_int },
		{ "sieve2_setvalue_string", (void **)&library.set_string },
		{ "sieve2_setvalue_stringlist", (void **)&library.set_list },
		{ "sieve2_setvalue_int", (void **)&library.set_int },
	};
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		*symbols[i].place =
			handle != NULL ? dlsym(handle, symbols[i].name) : NULL;
		if (*symbols[i].place == NULL) {
			*error = arena_printf(arena, "%s", dlerror());
			return false;
		}
	}
	return true;
}

/* -- a run ------------------------------------------------------------------------ */

/* libsieve's user data. */
struct run {
	struct arena *arena;
	const struct engine_request *request;
	struct engine_step *steps;
	size_t count;
	struct str error; /* the first */
};

static void fail(struct run *run, struct str error)
{
	if (run->error.len == 0)
		run->error = error;
}

static struct str get_string(struct run *run, sieve2_context_t *context,
			     const char *name)
{
	char *key = (char *)arena_cstr(run->arena, str_from(name));
	const char *value = library.get_string(context, key);

	return arena_copy(run->arena, str_from(value));
}

static struct str_list get_list(struct run *run, sieve2_context_t *context,
				const char *name)
{
	char *key = (char *)arena_cstr(run->arena, str_from(name));
	char **values = library.get_list(context, key);
	size_t count = 0;
	struct str *items;

	while (values != NULL && values[count] != NULL &&
	       count < LIMIT_ORDER_FLAGS)
		count++;
	items = ARENA_ARRAY(run->arena, struct str, count);
	for (size_t i = 0; i < count; i++)
		items[i] = arena_copy(run->arena, str_from(values[i]));
	return (struct str_list){ items, count };
}

static void set_string(struct run *run, sieve2_context_t *context,
		       const char *name, struct str value)
{
	library.set_string(context,
			   (char *)arena_cstr(run->arena, str_from(name)),
			   (char *)arena_cstr(run->arena, value));
}

/* -- what the script does ----------------------------------------------------------- */

static struct engine_step *add_step(struct run *run, enum engine_step_type type)
{
	static struct engine_step none;
	struct engine_step *step = &run->steps[run->count];

	if (run->count == LIMIT_ACTIONS) {
		fail(run, STR("too many actions"));
		return &none;
	}
	run->count++;
	*step = (struct engine_step){ .type = type };
	return step;
}

static int on_keep(sieve2_context_t *context, void *user)
{
	add_step(user, ENGINE_KEEP)->flags = get_list(user, context, "flags");
	return SIEVE2_OK;
}

static int on_fileinto(sieve2_context_t *context, void *user)
{
	struct engine_step *step = add_step(user, ENGINE_FILEINTO);

	step->text = get_string(user, context, "mailbox");
	step->flags = get_list(user, context, "flags");
	return SIEVE2_OK;
}

static int on_redirect(sieve2_context_t *context, void *user)
{
	add_step(user, ENGINE_REDIRECT)->text =
		get_string(user, context, "address");
	return SIEVE2_OK;
}

static int on_discard(sieve2_context_t *context, void *user)
{
	(void)context;
	add_step(user, ENGINE_DISCARD);
	return SIEVE2_OK;
}

static int on_reject(sieve2_context_t *context, void *user)
{
	add_step(user, ENGINE_REJECT)->text =
		get_string(user, context, "message");
	return SIEVE2_OK;
}

/* libsieve has looked at ":addresses" itself, and keeps them. */
static int on_vacation(sieve2_context_t *context, void *user)
{
	struct engine_step *step = add_step(user, ENGINE_VACATION);
	int days = library.get_int(context, (char[]){ "days" });

	step->text = get_string(user, context, "message");
	step->subject = get_string(user, context, "subject");
	step->handle = get_string(user, context, "hash");
	step->days = days > 0 ? (uint64_t)days : 0;
	step->mime = library.get_int(context, (char[]){ "mime" }) != 0;
	return SIEVE2_OK;
}

/* -- what the script looks at --------------------------------------------------------- */

static int get_script(sieve2_context_t *context, void *user)
{
	struct run *run = user;

	/* Others than the main one are never asked for: no "include". */
	set_string(run, context, "script", run->request->script);
	return SIEVE2_OK;
}

static int get_header(sieve2_context_t *context, void *user)
{
	struct run *run = user;
	const struct engine_request *request = run->request;
	struct str name = get_string(run, context, "header");
	char **values =
		ARENA_ARRAY(run->arena, char *, request->field_count + 1);
	size_t count = 0;

	for (size_t i = 0; i < request->field_count; i++)
		if (str_eq_nocase(request->fields[i].name, name))
			values[count++] = (char *)arena_cstr(
				run->arena, request->fields[i].value);
	values[count] = NULL;
	library.set_list(context, (char[]){ "body" }, values);
	return SIEVE2_OK;
}

static int get_envelope(sieve2_context_t *context, void *user)
{
	struct run *run = user;

	set_string(run, context, "to", run->request->recipient);
	set_string(run, context, "from", run->request->sender);
	return SIEVE2_OK;
}

static int get_size(sieve2_context_t *context, void *user)
{
	struct run *run = user;
	uint64_t size = run->request->size;

	library.set_int(context, (char[]){ "size" },
			size > INT32_MAX ? INT32_MAX : (int)size);
	return SIEVE2_OK;
}

/* Where the detail begins; the end: there is none. */
static size_t find_delimiter(const struct run *run, struct str local)
{
	struct str delimiters = run->request->delimiters;

	if (delimiters.len == 0)
		delimiters = STR("+");
	for (size_t i = 0; i < local.len; i++)
		if (str_find(delimiters, local.ptr[i]) < delimiters.len)
			return i;
	return local.len;
}

static int get_subaddress(sieve2_context_t *context, void *user)
{
	struct run *run = user;
	struct str address = get_string(run, context, "address");
	size_t at = str_find_last(address, '@');
	struct str local = str_first(address, at);
	size_t delimiter = find_delimiter(run, local);

	set_string(run, context, "localpart", local);
	set_string(run, context, "domain", str_skip(address, at + 1));
	set_string(run, context, "user", str_first(local, delimiter));
	if (delimiter < local.len)
		set_string(run, context, "detail",
			   str_skip(local, delimiter + 1));
	return SIEVE2_OK;
}

/* -- what goes wrong --------------------------------------------------------------------- */

/* A field that is no list of addresses is no error: nothing in it matches. */
static int on_bad_field(sieve2_context_t *context, void *user)
{
	(void)context, (void)user;
	return SIEVE2_OK;
}

static int on_error(sieve2_context_t *context, void *user)
{
	struct str text = get_string(user, context, "message");

	fail(user, text.len > 0 ? text : STR("an error without a text"));
	return SIEVE2_OK;
}

static int run_script(struct run *run)
{
	static sieve2_callback_t callbacks[] = {
		{ SIEVE2_ACTION_KEEP, on_keep },
		{ SIEVE2_ACTION_FILEINTO, on_fileinto },
		{ SIEVE2_ACTION_REDIRECT, on_redirect },
		{ SIEVE2_ACTION_DISCARD, on_discard },
		{ SIEVE2_ACTION_REJECT, on_reject },
		{ SIEVE2_ACTION_VACATION, on_vacation },
		{ SIEVE2_SCRIPT_GETSCRIPT, get_script },
		{ SIEVE2_MESSAGE_GETHEADER, get_header },
		{ SIEVE2_MESSAGE_GETENVELOPE, get_envelope },
		{ SIEVE2_MESSAGE_GETSIZE, get_size },
		{ SIEVE2_MESSAGE_GETSUBADDRESS, get_subaddress },
		{ SIEVE2_ERRCALL_RUNTIME, on_error },
		{ SIEVE2_ERRCALL_PARSE, on_error },
		{ SIEVE2_ERRCALL_HEADER, on_bad_field },
		{ SIEVE2_ERRCALL_ADDRESS, on_bad_field },
		{ SIEVE2_VALUE_FIRST, NULL },
	};
	sieve2_context_t *context;
	int status = library.alloc(&context);

	if (status != SIEVE2_OK)
		return status;
	status = library.callbacks(context, callbacks);
	if (status == SIEVE2_OK)
		status = library.execute(context, run);
	library.free(&context);
	return status;
}

/* *error: what libsieve says is wrong; empty: the script ran to its end. */
static struct engine_steps steps_of(struct arena *arena,
				    const struct engine_request *request,
				    struct str *error)
{
	struct run run = {
		.arena = arena,
		.request = request,
		.steps = ARENA_ARRAY(arena, struct engine_step, LIMIT_ACTIONS),
	};
	int status = run_script(&run);

	if (status != SIEVE2_OK)
		fail(&run, arena_printf(arena, "error %d", status));
	*error = run.error;
	return (struct engine_steps){ run.steps, run.count };
}

/* -- the process --------------------------------------------------------------------- */

static void leave(void)
{
	_exit(STATUS_RETRY);
}

/* It has nothing but the socket, and the place that the sandbox leaves it. */
static bool enter(int socket)
{
	const struct sandbox sandbox = { .mail_size = 0, .seconds = 10 };

	if (dup2(socket, DECIDER_ANSWER) < 0)
		return false;
	close(DECIDER_DOOR);
	close(DECIDER_SOCKET);
	return sandbox_enter(&sandbox);
}

void libsieve_serve(int socket, const void *user)
{
	struct arena *arena = arena_new(4 * LIMIT_ENGINE_MESSAGE, leave);
	struct engine_steps steps = { 0 };
	struct engine_request request;
	struct str error = STR(""), bytes;
	bool loaded = load(arena, &error);

	(void)user;
	if (!enter(socket) ||
	    !wire_receive(arena, DECIDER_ANSWER, LIMIT_ENGINE_MESSAGE,
			  &bytes) ||
	    !engine_decode_request(arena, bytes, &request))
		return;
	if (loaded)
		steps = steps_of(arena, &request, &error);
	if (engine_encode_answer(arena, &steps, error, &bytes))
		wire_send(DECIDER_ANSWER, bytes);
}

const struct sieve_engine libsieve_engine = {
	.name = STR_INIT("libsieve"),
	.features = EXT_FILEINTO | EXT_ENVELOPE | EXT_ASCII_NUMERIC |
		    EXT_RELATIONAL | EXT_SUBADDRESS | EXT_IMAP4FLAGS |
		    EXT_REGEX | EXT_REJECT | EXT_VACATION,
	.run = engine_ask,
};
