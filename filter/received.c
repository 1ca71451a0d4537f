#include "received.h"

#include "grammar.h"

/*
 * The next run of bytes up to white space.  Nothing in it is special: a client
 * says what it likes in HELO, and all of that is one word.
 */
static struct str take_word(struct str *rest)
{
	struct str word;
	size_t len = 0;

	while (rest->len > 0 && char_is_space(rest->ptr[0]))
		*rest = str_skip(*rest, 1);
	while (len < rest->len && !char_is_space(rest->ptr[len]))
		len++;
	word = str_first(*rest, len);
	*rest = str_skip(*rest, len);
	return word;
}

/* "[192.0.2.1]", "[192.0.2.1]:25" as Exim shows a port, and OpenSMTPD's word
 * for what was submitted on its machine. */
static bool parse_bracketed(struct str word, struct ip *ip)
{
	if (str_eq(word, STR("[local]")))
		word = STR("[127.0.0.1]");
	return word.len > 0 && word.ptr[0] == '[' &&
	       ip_parse(str_first(word, str_find_last(word, ']') + 1), ip);
}

/* Exim's "helo=x" among the words; empty when there is none. */
static struct str find_helo(struct str words)
{
	static const struct str key = STR_INIT("helo=");
	struct str word;

	while ((word = take_word(&words)).len > 0)
		if (str_starts(word, key))
			return str_skip(word, key.len);
	return STR("");
}

static bool is_exim_key(struct str word)
{
	return str_starts(word, STR("helo=")) ||
	       str_starts(word, STR("port=")) ||
	       str_starts(word, STR("ident="));
}

/* "user@name" as identd and Sendmail have it; "unknown" is no name. */
static struct str client_name(struct str word)
{
	size_t at = str_find_last(word, '@');

	if (at < word.len)
		word = str_skip(word, at + 1);
	if (str_eq(word, STR("unknown")) || str_eq(word, STR("<unknown>")))
		return STR("");
	return word;
}

/*
 * Where the address stands decides who wrote what.  Only the first two words
 * in the parentheses are looked at, so no HELO gets its own address read:
 *	Postfix, OpenSMTPD  HELO (NAME [IP])
 *	Sendmail            HELO (NAME [IP] (may be forged)), HELO ([IP])
 *	Exim                NAME ([IP] helo=HELO), [IP] (helo=HELO)
 *	Exchange            HELO (IP)
 * qmail's NAME (HELO HELO) (IP) puts the client's own word there, so nothing of
 * it is believed.
 */
static void read_client(struct received *received, struct str said,
			struct str words)
{
	struct str all = words, first = take_word(&words), helo;

	if (str_eq_nocase(first, STR("HELO")) ||
	    str_eq_nocase(first, STR("EHLO"))) {
		received->helo = said;
	} else if (first.len == 0 || is_exim_key(first)) {
		if (parse_bracketed(said, &received->ip))
			received->helo = find_helo(all);
		else
			received->helo = said;
	} else if (parse_bracketed(first, &received->ip)) {
		helo = find_helo(words);
		received->helo = helo.len > 0 ? helo : said;
		received->name = helo.len > 0 ? said : helo;
	} else if (str_trim(words).len == 0 && ip_parse(first, &received->ip)) {
		received->helo = said;
	} else {
		received->helo = said;
		received->name = client_name(first);
		parse_bracketed(take_word(&words), &received->ip);
	}
}

static void skip_comments(struct str *rest)
{
	struct str comment;

	do {
		grammar_fws(rest);
	} while (grammar_comment(rest, &comment));
}

/* RFC 5321 4.4: From-domain = "FROM" FWS Extended-Domain */
static void read_from(struct received *received, struct str *rest)
{
	struct str at = *rest, said, comment = STR("()");

	if (!str_eq_nocase(take_word(&at), STR("from")))
		return;
	said = take_word(&at);
	grammar_fws(&at);
	grammar_comment(&at, &comment);
	read_client(received, said,
		    str_first(str_skip(comment, 1), comment.len - 2));
	*rest = at;
}

/* "by host(8.15)": the name ends where a comment begins. */
static struct str take_value(struct str *rest)
{
	struct str word;

	skip_comments(rest);
	word = take_word(rest);
	return str_first(word, str_find(word, '('));
}

static void read_clauses(struct received *received, struct str rest)
{
	while (rest.len > 0) {
		struct str word = take_value(&rest);

		if (received->by.len == 0 && str_eq_nocase(word, STR("by")))
			received->by = take_value(&rest);
		else if (received->with.len == 0 &&
			 str_eq_nocase(word, STR("with")))
			received->with = take_value(&rest);
	}
}

struct received received_parse(struct str value)
{
	struct received received = { .when = -1 };
	size_t semicolon = str_find_last(value, ';');
	struct str clauses = str_trim(str_first(value, semicolon));

	read_from(&received, &clauses);
	read_clauses(&received, clauses);
	if (!date_parse(str_skip(value, semicolon + 1), &received.when))
		received.when = -1;
	return received;
}
