#include "key.h"

#include "base64.h"
#include "taglist.h"

/* The item is one of a list "a : b : c" (RFC 6376 3.6.1: h=, s=, t=). */
static bool list_has(struct str list, struct str item)
{
	struct str part;

	while (str_cut(&list, ':', &part))
		if (str_eq(str_trim(part), item))
			return true;
	return false;
}

static bool tag_has(const struct taglist *tags, struct str name,
		    struct str item)
{
	const struct tag *tag = taglist_find(tags, name);

	return tag != NULL && list_has(tag->value, item);
}

/* "*" or "email", which is what we are; without s= every service. */
static bool serves_mail(const struct taglist *tags)
{
	return taglist_find(tags, STR("s")) == NULL ||
	       tag_has(tags, STR("s"), STR("*")) ||
	       tag_has(tags, STR("s"), STR("email"));
}

static bool allows_sha256(const struct taglist *tags)
{
	return taglist_find(tags, STR("h")) == NULL ||
	       tag_has(tags, STR("h"), STR("sha256"));
}

static bool read_type(const struct taglist *tags, enum key_type *type)
{
	const struct tag *k = taglist_find(tags, STR("k"));

	*type = k != NULL && str_eq(k->value, STR("ed25519")) ? KEY_ED25519
							      : KEY_RSA;
	return k == NULL || *type == KEY_ED25519 ||
	       str_eq(k->value, STR("rsa"));
}

/* RFC 6376 3.6.1: v= may be missing; else it stands first and is DKIM1. */
static bool version_fits(const struct taglist *tags)
{
	const struct tag *v = taglist_find(tags, STR("v"));

	return v == NULL ||
	       (v == &tags->tags[0] && str_eq(v->value, STR("DKIM1")));
}

static const char *unusable(struct arena *arena, const struct taglist *tags,
			    struct key *key)
{
	const struct tag *p = taglist_find(tags, STR("p"));
	struct str data;

	if (p->value.len == 0)
		return "key revoked";
	if (!read_type(tags, &key->type))
		return "unknown key type";
	if (!allows_sha256(tags))
		return "key does not allow SHA-256";
	if (!serves_mail(tags))
		return "key is not for mail";
	data = tag_compact(arena, p->value);
	if (!base64_decode(arena, data, &key->data))
		return "key is no base64";
	return NULL;
}

enum key_status key_parse(struct arena *arena, struct str record,
			  struct key *key, const char **reason)
{
	struct taglist tags;

	*key = (struct key){ 0 };
	taglist_parse(&tags, record);
	if (taglist_find(&tags, STR("p")) == NULL || !version_fits(&tags)) {
		*reason = "no key record";
		return KEY_FOREIGN;
	}
	key->testing = tag_has(&tags, STR("t"), STR("y"));
	key->same_domain = tag_has(&tags, STR("t"), STR("s"));
	*reason = tags.status != TAGLIST_OK ? taglist_status_text(tags.status)
					    : unusable(arena, &tags, key);
	return *reason != NULL ? KEY_UNUSABLE : KEY_OK;
}
