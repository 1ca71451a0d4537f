#include "signature.h"

#include "limits.h"
#include "signature_tags.h"
#include "taglist.h"

static const char *apply_rule(struct reading *reading,
			      const struct taglist *tags,
			      const struct tag_rule *rule)
{
	unsigned kind = reading->signature->kind;
	const struct tag *tag = taglist_find(tags, rule->name);

	if ((rule->kinds & kind) == 0)
		return NULL;
	if (tag != NULL)
		return rule->read(reading, tag->value);
	return (rule->required & kind) != 0 ? rule->missing : NULL;
}

const char *signature_parse(struct arena *arena, enum signature_kind kind,
			    struct str value, struct signature *signature)
{
	struct reading reading = { arena, signature };
	struct taglist tags;
	const struct tag_rule *rule;
	const char *error = NULL;

	*signature = (struct signature){
		.kind = kind,
		.signed_at = -1,
		.expires_at = -1,
	};
	taglist_parse(&tags, value);
	if (tags.status != TAGLIST_OK)
		error = taglist_status_text(tags.status);
	for (size_t i = 0; (rule = tag_rule_find(i)) != NULL; i++) {
		const char *found = apply_rule(&reading, &tags, rule);

		if (error == NULL)
			error = found;
	}
	if (signature->identity_domain.len == 0)
		signature->identity_domain = signature->domain;
	return error;
}

bool signature_instance(struct str value, unsigned *instance)
{
	struct taglist tags;
	const struct tag *tag;

	taglist_parse(&tags, value);
	tag = taglist_find(&tags, STR("i"));
	return tag != NULL && tag_to_instance(tag->value, instance);
}

const char *signature_time_error(const struct signature *signature, time_t now)
{
	if (signature->expires_at >= 0 && now > signature->expires_at)
		return "signature expired";
	if (signature->signed_at >= 0 &&
	    signature->signed_at - now > LIMIT_CLOCK_SKEW)
		return "signed in the future";
	return NULL;
}

size_t signature_name_count(const struct signature *signature, struct str name)
{
	size_t count = 0;

	for (size_t i = 0; i < signature->name_count; i++)
		count += str_eq_nocase(signature->names[i], name);
	return count;
}

/* The lowest field of that name that no name in h= took yet; count: none. */
static size_t take_field(const struct message *message, struct str name,
			 bool *taken)
{
	for (size_t i = message->header_count; i > 0; i--) {
		if (taken[i - 1] || name.len == 0 ||
		    !str_eq_nocase(message->headers[i - 1].name, name))
			continue;
		taken[i - 1] = true;
		return i - 1;
	}
	return message->header_count;
}

void signature_hash_fields(const struct signature *signature,
			   struct canon_fields *fields, bool *taken,
			   struct sha256 *hash)
{
	const struct message *message = fields->message;

	for (size_t i = 0; i < signature->name_count; i++) {
		size_t index = take_field(message, signature->names[i], taken);

		if (index < message->header_count)
			sha256_add(hash,
				   canon_field(fields, signature->header_canon,
					       index));
	}
}
