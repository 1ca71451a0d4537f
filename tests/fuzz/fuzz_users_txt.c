/* An entry of the users' database: what is accepted is nobody's root and leads
 * nowhere but where it says. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../mda/user.h"
#include "../../mda/users.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(1 << 20, NULL);
	struct str input = { (const char *)data, size }, problem;
	struct user user = { .name = "a@b", .local = "a", .domain = "b" };
	struct users_entry entry;
	const char *error, *expanded;

	if (users_entry_parse(arena, input, &entry, &error)) {
		if (entry.uid == 0 || entry.gid == 0 || entry.home[0] != '/' ||
		    strlen(entry.home) + strlen(entry.maildir) > size ||
		    strstr(entry.home, "/../") != NULL)
			abort();
		user.home = entry.home;
		user_expand(arena, &user, entry.maildir, &expanded, &problem);
	} else if (error == NULL)
		abort();
	arena_free(arena);
	return 0;
}
