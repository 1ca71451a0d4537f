#include "flags.h"

#include "../buf.h"

static const struct str system_flags[] = {
	STR_INIT("\\Answered"), STR_INIT("\\Flagged"), STR_INIT("\\Deleted"),
	STR_INIT("\\Seen"),	STR_INIT("\\Draft"),
};

bool flags_next(struct str *rest, struct str *flag)
{
	*rest = str_trim(*rest);
	*flag = str_first(*rest, str_find(*rest, ' '));
	*rest = str_skip(*rest, flag->len);
	return flag->len > 0;
}

/* ATOM-CHAR of RFC 3501: no space, control, wildcard or special character. */
static bool is_atom_char(char c)
{
	return c > ' ' && c < 0x7F &&
	       str_find(STR("(){%*\"\\]"), c) == sizeof("(){%*\"\\]") - 1;
}

/* A flag that a script can set: a system flag but \Recent, or a keyword. */
static bool flag_is_valid(struct str flag)
{
	size_t count = sizeof(system_flags) / sizeof(*system_flags);

	for (size_t i = 0; i < count; i++)
		if (str_eq_nocase(system_flags[i], flag))
			return true;
	for (size_t i = 0; i < flag.len; i++)
		if (!is_atom_char(flag.ptr[i]))
			return false;
	return flag.len > 0 && flag.len <= LIMIT_SIEVE_FLAG;
}

static bool has_flag(struct str set, struct str flag)
{
	struct str other;

	while (flags_next(&set, &other))
		if (str_eq_nocase(other, flag))
			return true;
	return false;
}

static bool any_has_flag(struct str_list words, struct str flag)
{
	for (size_t i = 0; i < words.count; i++)
		if (has_flag(words.items[i], flag))
			return true;
	return false;
}

/* A set while it is made. */
struct set {
	struct buf text;
	size_t count;
};

static struct set set_new(struct run *run)
{
	return (struct set){ buf_new(run->arena, LIMIT_SIEVE_VARIABLE), 0 };
}

static void set_add(struct set *set, struct str flag)
{
	size_t space = set->count > 0;

	if (set->count == LIMIT_SIEVE_FLAGS || !flag_is_valid(flag) ||
	    set->text.len + space + flag.len > LIMIT_SIEVE_VARIABLE ||
	    has_flag(buf_str(&set->text), flag))
		return;
	if (space > 0)
		buf_add_char(&set->text, ' ');
	buf_add(&set->text, flag);
	set->count++;
}

static void set_add_words(struct set *set, struct str words)
{
	struct str flag;

	while (flags_next(&words, &flag))
		set_add(set, flag);
}

/* A set is made in at most LIMIT_SIEVE_FLAGS looks at each byte. */
static bool spend(struct run *run, struct place place, struct str set,
		  struct str_list words)
{
	uint64_t bytes = set.len + 1;

	for (size_t i = 0; i < words.count; i++)
		bytes += words.items[i].len + 1;
	/* Beside the text itself: what it outgrew. */
	return run_spend(run, place, bytes * LIMIT_SIEVE_FLAGS) &&
	       run_take(run, place, 2 * bytes) != NULL;
}

struct str flags_add(struct run *run, struct place place, struct str set,
		     struct str_list words)
{
	struct set made = set_new(run);

	if (!spend(run, place, set, words))
		return set;
	set_add_words(&made, set);
	for (size_t i = 0; i < words.count; i++)
		set_add_words(&made, words.items[i]);
	return buf_str(&made.text);
}

struct str flags_remove(struct run *run, struct place place, struct str set,
			struct str_list words)
{
	struct set made = set_new(run);
	struct str flag;

	if (!spend(run, place, set, words))
		return set;
	while (flags_next(&set, &flag))
		if (!any_has_flag(words, flag))
			set_add(&made, flag);
	return buf_str(&made.text);
}

struct str_list flags_list(struct run *run, struct str set)
{
	struct str *list;
	struct str flag;
	size_t count = 0;

	if (str_trim(set).len == 0)
		return (struct str_list){ NULL, 0 };
	list = ARENA_ARRAY(run->arena, struct str, LIMIT_SIEVE_FLAGS);
	while (count < LIMIT_SIEVE_FLAGS && flags_next(&set, &flag))
		list[count++] = flag;
	return (struct str_list){ list, count };
}

struct str_list flags_of_action(struct run *run, const struct node *node)
{
	const struct option *option = node_option(node, OPTION_FLAGS);

	if (option == NULL)
		return flags_list(run, run->flags);
	return flags_list(run, flags_add(run, node->place, STR(""),
					 run_texts(run, option->value)));
}
