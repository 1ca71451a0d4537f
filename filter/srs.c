#include "srs.h"

#include "base64.h"
#include "buf.h"
#include "domain.h"
#include "envelope.h"
#include "grammar.h"
#include "keyed.h"
#include "limits.h"

/* Characters of a hash: what libsrs2 makes, and the least it takes. */
#define HASH_LENGTH 4
#define DAY 86400
#define DAYS 1024 /* two digits of base32 */

struct mailbox {
	struct str local, domain;
};

/* A mailbox of a dot-atom and a host name: the only form that can be a part of
 * another's local part. */
static bool to_mailbox(struct str address, struct mailbox *mailbox)
{
	struct sender sender = sender_parse(address);
	struct str rest = sender.local, local;

	*mailbox = (struct mailbox){ sender.local, sender.domain };
	return sender.status == SENDER_ADDRESS &&
	       grammar_dot_atom(&rest, &local) && rest.len == 0 &&
	       domain_is_dns_name(sender.domain, 1);
}

static bool is_ours(const struct srs *srs, struct str domain)
{
	for (size_t i = 0; i < srs->local_domains.count; i++)
		if (str_eq_nocase(domain, srs->local_domains.items[i]))
			return true;
	return str_eq_nocase(domain, srs->domain);
}

/* -- the hash ------------------------------------------------------------------- */

static struct str hexadecimal(struct arena *arena, struct str bytes)
{
	struct buf out = buf_new(arena, 2 * bytes.len + 1);

	for (size_t i = 0; i < bytes.len; i++)
		buf_printf(&out, "%02x", (unsigned char)bytes.ptr[i]);
	return buf_str(&out);
}

/* In lower case: addresses may lose their case on the way. */
static struct str whole_hash(struct arena *arena, enum srs_style style,
			     struct str secret, struct str text)
{
	text = arena_lower(arena, text);
	if (style == SRS_EXIM)
		return hexadecimal(arena,
				   crypto_hmac(arena, HMAC_MD5, secret, text));
	return base64_encode(arena,
			     crypto_hmac(arena, HMAC_SHA1, secret, text));
}

/* "": there is no secret, or no such hash. */
static struct str make_hash(struct arena *arena, const struct srs *srs,
			    struct str text)
{
	if (srs->secrets.count == 0)
		return STR("");
	return str_first(
		whole_hash(arena, srs->style, srs->secrets.items[0], text),
		HASH_LENGTH);
}

/* A longer hash than ours is taken as far as it goes.  Every secret is tried,
 * so that the time says nothing of which one it was. */
static bool hash_fits(struct arena *arena, const struct srs *srs,
		      struct str hash, struct str text)
{
	bool fits = false;

	if (hash.len < HASH_LENGTH)
		return false;
	hash = arena_lower(arena, hash);
	for (size_t i = 0; i < srs->secrets.count; i++) {
		struct str made = whole_hash(arena, srs->style,
					     srs->secrets.items[i], text);

		made = arena_lower(arena, str_first(made, hash.len));
		fits |= crypto_equal(made, hash);
	}
	return fits;
}

/* -- the day -------------------------------------------------------------------- */

static unsigned today(time_t now)
{
	return (unsigned)(now / DAY % DAYS);
}

/* Exim has small digits, and reads no others. */
static struct str make_stamp(struct arena *arena, enum srs_style style,
			     time_t now)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned day = today(now);
	struct str stamp =
		arena_printf(arena, "%c%c", digits[day >> 5], digits[day & 31]);

	return style == SRS_EXIM ? arena_lower(arena, stamp) : stamp;
}

/* 0..31, or -1. */
static int base32_value(char c)
{
	if (char_is_alpha(c))
		return char_lower(c) - 'a';
	return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

/* Two digits; Exim leaves the first out when it is zero. */
static bool read_stamp(enum srs_style style, struct str stamp, unsigned *day)
{
	*day = 0;
	if (stamp.len > 2 || stamp.len < (style == SRS_EXIM ? 1 : 2))
		return false;
	for (size_t i = 0; i < stamp.len; i++) {
		int value = base32_value(stamp.ptr[i]);

		if (value < 0)
			return false;
		*day = *day << 5 | (unsigned)value;
	}
	return true;
}

/* Not older than it may be; of tomorrow where clocks differ at midnight. */
static bool is_current(unsigned day, time_t now)
{
	return (today(now) + DAYS + 1 - day) % DAYS <= LIMIT_SRS_DAYS + 1;
}

/* -- forward -------------------------------------------------------------------- */

/* One that somebody uses behind SRS0 and SRS1. */
static bool starts_with_separator(struct str s)
{
	return s.len > 0 &&
	       (s.ptr[0] == '=' || s.ptr[0] == '+' || s.ptr[0] == '-');
}

static bool has_tag(struct str local, struct str tag)
{
	return str_starts_nocase(local, tag) &&
	       starts_with_separator(str_skip(local, tag.len));
}

static struct str concat(struct arena *arena, struct str a, struct str b,
			 struct str c)
{
	return arena_printf(arena, "%.*s%.*s%.*s", STR_ARG(a), STR_ARG(b),
			    STR_ARG(c));
}

/* What Exim hashes is the address, what libsrs2 hashes all behind the hash. */
static struct str hashed_srs0(struct arena *arena, const struct srs *srs,
			      struct str stamp, const struct mailbox *of)
{
	return srs->style == SRS_EXIM
		       ? concat(arena, of->local, STR("@"), of->domain)
		       : concat(arena, stamp, of->domain, of->local);
}

static struct str make_srs0(struct arena *arena, const struct srs *srs,
			    const struct mailbox *of, time_t now)
{
	struct str stamp = make_stamp(arena, srs->style, now);
	struct str hash =
		make_hash(arena, srs, hashed_srs0(arena, srs, stamp, of));

	if (hash.len == 0)
		return STR("");
	return arena_printf(arena, "SRS0=%.*s=%.*s=%.*s=%.*s@%.*s",
			    STR_ARG(hash), STR_ARG(stamp), STR_ARG(of->domain),
			    STR_ARG(of->local), STR_ARG(srs->domain));
}

/*
 * rest: what follows "SRS0" at the host that rewrote first, its separator
 * included.  Whoever is in between is left out.
 */
static struct str make_srs1(struct arena *arena, const struct srs *srs,
			    struct str host, struct str rest)
{
	struct str hash =
		make_hash(arena, srs, concat(arena, host, rest, STR("")));

	if (hash.len == 0)
		return STR("");
	return arena_printf(arena, "SRS1=%.*s=%.*s=%.*s@%.*s", STR_ARG(hash),
			    STR_ARG(host), STR_ARG(rest), STR_ARG(srs->domain));
}

/* "SRS1=HHHH=host=rest", where rest has a separator of its own in front. */
static bool split_srs1(struct str local, struct str *hash, struct str *host,
		       struct str *rest)
{
	*rest = str_skip(local, 5);
	return str_cut(rest, '=', hash) && str_cut(rest, '=', host) &&
	       starts_with_separator(*rest) && rest->len > 1;
}

static struct str rewrite(struct arena *arena, const struct srs *srs,
			  const struct mailbox *of, time_t now)
{
	struct str hash, host, rest;

	if (srs->style == SRS_POSTSRSD && has_tag(of->local, STR("SRS0")) &&
	    of->local.len > 5)
		return make_srs1(arena, srs, of->domain,
				 str_skip(of->local, 4));
	if (srs->style == SRS_POSTSRSD && has_tag(of->local, STR("SRS1")) &&
	    split_srs1(of->local, &hash, &host, &rest))
		return make_srs1(arena, srs, host, rest);
	return make_srs0(arena, srs, of, now);
}

static enum srs_status refuse(const char *why, const char **error)
{
	*error = why;
	return SRS_REFUSED;
}

enum srs_status srs_forward(struct arena *arena, const struct srs *srs,
			    struct str address, time_t now, struct str *result,
			    const char **error)
{
	struct mailbox mailbox;

	*result = address;
	if (address.len == 0)
		return SRS_KEPT;
	if (!to_mailbox(address, &mailbox))
		return refuse("it cannot be part of another address", error);
	if (is_ours(srs, mailbox.domain))
		return SRS_KEPT;
	*result = rewrite(arena, srs, &mailbox, now);
	if (result->len == 0)
		return refuse("there is no secret", error);
	if (result->len > LIMIT_SRS_ADDRESS)
		return refuse("it would become too long", error);
	return SRS_REWRITTEN;
}

/* -- reverse -------------------------------------------------------------------- */

static const char forged[] = "its hash is wrong: it was not made here, or "
			     "changed on its way";
static const char malformed[] = "it is no whole SRS address";

/* What was found in an address of SRS, to be believed now. */
static enum srs_status accept(const struct srs *srs, struct str address,
			      struct str *result, const char **error)
{
	struct mailbox mailbox;

	if (!to_mailbox(address, &mailbox))
		return refuse(malformed, error);
	if (is_ours(srs, mailbox.domain))
		return refuse("the address in it is one of ours", error);
	*result = address;
	return SRS_REWRITTEN;
}

static enum srs_status reverse_srs0(struct arena *arena, const struct srs *srs,
				    struct str local, time_t now,
				    struct str *result, const char **error)
{
	struct str rest = str_skip(local, 5), hash, stamp;
	struct mailbox of;
	unsigned day;

	if (!str_cut(&rest, '=', &hash) || !str_cut(&rest, '=', &stamp) ||
	    !str_cut(&rest, '=', &of.domain) || rest.len == 0 ||
	    !read_stamp(srs->style, stamp, &day))
		return refuse(malformed, error);
	of.local = rest;
	if (!hash_fits(arena, srs, hash, hashed_srs0(arena, srs, stamp, &of)))
		return refuse(forged, error);
	if (!is_current(day, now))
		return refuse("it has expired", error);
	return accept(srs, concat(arena, of.local, STR("@"), of.domain), result,
		      error);
}

/* To the host that rewrote first, which will know it again. */
static enum srs_status reverse_srs1(struct arena *arena, const struct srs *srs,
				    struct str local, struct str *result,
				    const char **error)
{
	struct str hash, host, rest;

	if (!split_srs1(local, &hash, &host, &rest))
		return refuse(malformed, error);
	if (!hash_fits(arena, srs, hash, concat(arena, host, rest, STR(""))))
		return refuse(forged, error);
	return accept(srs,
		      arena_printf(arena, "SRS0%.*s@%.*s", STR_ARG(rest),
				   STR_ARG(host)),
		      result, error);
}

enum srs_status srs_reverse(struct arena *arena, const struct srs *srs,
			    struct str address, time_t now, struct str *result,
			    const char **error)
{
	size_t at = str_find_last(address, '@');
	struct str local = str_first(address, at);

	*result = address;
	if (at == address.len ||
	    !str_eq_nocase(str_skip(address, at + 1), srs->domain))
		return SRS_KEPT;
	if (address.len > LIMIT_SRS_ADDRESS)
		return SRS_KEPT;
	if (has_tag(local, STR("SRS0")))
		return reverse_srs0(arena, srs, local, now, result, error);
	if (has_tag(local, STR("SRS1")) && srs->style == SRS_POSTSRSD)
		return reverse_srs1(arena, srs, local, result, error);
	return SRS_KEPT;
}
