/* An address book and a display name: its people lie within the text, and are
 * lines of it; whoever is found stands in it. */
#include <stdint.h>
#include <stdlib.h>

#include "../../filter/disguise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(struct str whole, struct str part)
{
	if (part.len > 0 && (part.ptr < whole.ptr ||
			     part.ptr + part.len > whole.ptr + whole.len))
		abort();
}

/* Each is read back as one person. */
static void check_lines(struct str lines)
{
	struct str line, rest;
	struct person person;

	while (str_cut(&lines, '\n', &line)) {
		rest = line;
		if (line.len > 0 && (!address_book_next(&rest, &person) ||
				     !str_starts(line, person.address)))
			abort();
	}
}

/* The first line is the display name; what follows is a book, and a mail. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)16 << 20, NULL);
	struct homograph *homograph = homograph_new(arena);
	struct str book = { (const char *)data, size }, display, rest, found;
	struct author author = { .address = STR("ann@garden.example"),
				 .domain = STR("garden.example") };
	struct message message;
	struct person person;

	str_cut(&book, '\n', &display);
	author.display = display;
	for (rest = book; address_book_next(&rest, &person);) {
		inside(book, person.address);
		inside(book, person.name);
		if (str_find(person.address, '@') == person.address.len)
			abort();
	}
	found = disguise_known_person(arena, homograph, book, &author);
	inside(book, found);
	if (str_eq_nocase(found, author.address))
		abort();
	message = message_parse(arena, book);
	check_lines(address_book_lines(arena, &message));
	homograph_free(homograph);
	arena_free(arena);
	return 0;
}
