#include "engine.h"

#include "../filter/mime.h"
#include "../filter/sieve/fields.h"
#include "decider.h"
#include "limits.h"
#include "path.h"
#include "wire.h"

/* -- the request -------------------------------------------------------------- */

/* Fields with addresses: an encoded word in them can hide a comma or an angle
 * bracket, so that they are shown as they are. */
static bool has_addresses(struct str name)
{
	static const struct str names[] = {
		STR_INIT("from"),	 STR_INIT("sender"),
		STR_INIT("reply-to"),	 STR_INIT("to"),
		STR_INIT("cc"),		 STR_INIT("bcc"),
		STR_INIT("resent-from"), STR_INIT("resent-sender"),
		STR_INIT("resent-to"),	 STR_INIT("resent-cc"),
		STR_INIT("resent-bcc"),
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(name, names[i]))
			return true;
	return false;
}

struct engine_request engine_request(struct arena *arena,
				     const struct sieve_script *script,
				     const struct sieve_facts *facts)
{
	const struct message *message = facts->message;
	struct fields *fields =
		fields_new(arena, message->headers, message->header_count);
	struct engine_field *list =
		ARENA_ARRAY(arena, struct engine_field, message->header_count);

	for (size_t i = 0; i < message->header_count; i++) {
		struct str name = message->headers[i].name;

		list[i].name = name;
		list[i].value =
			has_addresses(name)
				? header_unfold(arena,
						message->headers[i].value)
				: fields_value(fields, i);
	}
	return (struct engine_request){
		.script = script->text,
		.sender = facts->envelope->sender.address,
		.recipient = facts->envelope->recipient,
		.delimiters = facts->delimiters,
		.size = message_wire_size(arena, message),
		.fields = list,
		.field_count = message->header_count,
	};
}

bool engine_encode_request(struct arena *arena,
			   const struct engine_request *request,
			   struct str *bytes)
{
	struct buf buf = buf_new(arena, LIMIT_ENGINE_MESSAGE);

	wire_put_str(&buf, request->script);
	wire_put_str(&buf, request->sender);
	wire_put_str(&buf, request->recipient);
	wire_put_str(&buf, request->delimiters);
	wire_put(&buf, request->size);
	wire_put(&buf, request->field_count);
	for (size_t i = 0; i < request->field_count; i++) {
		wire_put_str(&buf, request->fields[i].name);
		wire_put_str(&buf, request->fields[i].value);
	}
	*bytes = buf_str(&buf);
	return !buf.overflow;
}

bool engine_decode_request(struct arena *arena, struct str bytes,
			   struct engine_request *request)
{
	struct wire wire = { .arena = arena, .rest = bytes };
	struct engine_field *fields;

	*request = (struct engine_request){ 0 };
	request->script = wire_take_str(&wire);
	request->sender = wire_take_str(&wire);
	request->recipient = wire_take_str(&wire);
	request->delimiters = wire_take_str(&wire);
	request->size = wire_take(&wire, UINT64_MAX);
	request->field_count = wire_take(&wire, LIMIT_HEADERS);
	fields = ARENA_ARRAY(arena, struct engine_field, request->field_count);
	for (size_t i = 0; i < request->field_count; i++) {
		fields[i].name = wire_take_str(&wire);
		fields[i].value = wire_take_str(&wire);
	}
	request->fields = fields;
	return wire_ended(&wire);
}

/* -- the answer ----------------------------------------------------------------- */

static void put_step(struct buf *buf, const struct engine_step *step)
{
	wire_put(buf, step->type);
	wire_put_str(buf, step->text);
	wire_put_list(buf, &step->flags);
	wire_put_str(buf, step->subject);
	wire_put_str(buf, step->from);
	wire_put_str(buf, step->handle);
	wire_put_list(buf, &step->addresses);
	wire_put(buf, step->days);
	wire_put(buf, step->mime);
}

bool engine_encode_answer(struct arena *arena, const struct engine_steps *steps,
			  struct str error, struct str *bytes)
{
	struct buf buf = buf_new(arena, LIMIT_ENGINE_MESSAGE);

	wire_put_str(&buf, error);
	wire_put(&buf, steps->count);
	for (size_t i = 0; i < steps->count; i++)
		put_step(&buf, &steps->list[i]);
	*bytes = buf_str(&buf);
	return !buf.overflow;
}

static struct engine_step take_step(struct wire *wire)
{
	struct engine_step step = { 0 };

	step.type = (enum engine_step_type)wire_take(wire, ENGINE_STEPS - 1);
	step.text = wire_take_str(wire);
	step.flags = wire_take_list(wire, LIMIT_ORDER_FLAGS);
	step.subject = wire_take_str(wire);
	step.from = wire_take_str(wire);
	step.handle = wire_take_str(wire);
	step.addresses = wire_take_list(wire, LIMIT_ENGINE_ADDRESSES);
	step.days = wire_take(wire, UINT32_MAX);
	step.mime = wire_take_bool(wire);
	return step;
}

bool engine_decode_answer(struct arena *arena, struct str bytes,
			  struct engine_steps *steps, struct str *error)
{
	struct wire wire = { .arena = arena, .rest = bytes };
	struct engine_step *list;

	*error = wire_take_str(&wire);
	steps->count = wire_take(&wire, LIMIT_ACTIONS);
	list = ARENA_ARRAY(arena, struct engine_step, steps->count);
	for (size_t i = 0; i < steps->count; i++)
		list[i] = take_step(&wire);
	steps->list = list;
	return wire_ended(&wire);
}

/* -- asking ---------------------------------------------------------------------- */

bool engine_ask(const struct sieve_engine *engine, struct arena *arena,
		const struct sieve_script *script,
		const struct sieve_facts *facts, struct engine_steps *steps,
		struct str *error)
{
	struct engine_request request = engine_request(arena, script, facts);
	int socket = door_ask_service(DECIDER_DOOR, DOOR_ENGINE);
	struct str bytes;
	bool answered;

	*error = STR("");
	answered = socket >= 0 &&
		   engine_encode_request(arena, &request, &bytes) &&
		   wire_send(socket, bytes) &&
		   wire_receive(arena, socket, LIMIT_ENGINE_MESSAGE, &bytes) &&
		   engine_decode_answer(arena, bytes, steps, error);
	path_close(socket);
	if (!answered)
		*error = arena_printf(arena,
				      "%.*s died over it, or gave no answer",
				      STR_ARG(engine->name));
	else if (error->len > 0)
		*error = arena_printf(arena, "%.*s says: %.*s",
				      STR_ARG(engine->name), STR_ARG(*error));
	return error->len == 0;
}
