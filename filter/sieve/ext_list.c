#include "ext_list.h"

#include "../address.h"
#include "../address_book.h"

/* RFC 6134 2.4: ":addrbook:" is short for "urn:ietf:params:sieve:addrbook:". */
static bool is_address_book(struct str name)
{
	static const struct str urn = STR_INIT("urn:ietf:params:sieve");

	if (str_starts_nocase(name, urn))
		name = str_skip(name, urn.len);
	return str_eq_nocase(name, STR(":addrbook:default"));
}

bool ext_list_find(const struct run *run, struct str name,
		   struct ext_list *list)
{
	const struct sieve_lists *lists = &run->facts->lists;

	*list = (struct ext_list){ run->facts->address_book, true };
	if (is_address_book(name))
		return true;
	for (size_t i = 0; i < lists->count; i++) {
		*list = (struct ext_list){ lists->list[i].text, false };
		if (str_eq(lists->list[i].name, name))
			return true;
	}
	return false;
}

bool ext_list_next(struct ext_list *rest, struct str *member)
{
	struct person person;

	if (rest->people) {
		bool found = address_book_next(&rest->text, &person);

		*member = person.address;
		return found;
	}
	while (str_cut(&rest->text, '\n', member)) {
		*member = str_trim(*member);
		if (member->len > 0 && !str_starts(*member, STR("#")))
			return true;
	}
	return false;
}

/* "Ann <ann@garden.example>" is in a list of addresses, too. */
static struct str as_address(struct run *run, struct str value)
{
	struct mailbox_list list;
	const char *reason;

	if (str_find(value, '<') == value.len ||
	    !address_parse_strict(run->arena, value, &list, &reason) ||
	    list.count != 1)
		return value;
	return mailbox_text(run->arena, &list.mailboxes[0]);
}

bool ext_list_has(struct run *run, struct place place, struct str name,
		  struct str value)
{
	struct ext_list list;
	struct str member, address;

	if (!run_spend(run, place, 1 + run->facts->lists.count + value.len) ||
	    !ext_list_find(run, name, &list) ||
	    !run_spend(run, place, list.text.len))
		return false;
	value = str_trim(value);
	address = as_address(run, value);
	while (ext_list_next(&list, &member))
		if (str_eq_nocase(member, value) ||
		    str_eq_nocase(member, address))
			return true;
	return false;
}
