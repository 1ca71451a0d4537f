/* Folder names from scripts and directories on disk: whatever they are, the
 * way leads into the mailbox and back. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../mda/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(1 << 20, NULL);
	struct str input = { (const char *)data, size }, folder;
	char utf8[LIMIT_FOLDER_NAME + 1];
	const char *directory, *again;

	if (size <= 4096 && folder_directory(arena, input, &directory)) {
		if (directory[0] != '.' || directory[1] == '.' ||
		    strchr(directory, '/') != NULL || strlen(directory) > 255)
			abort();
		if (folder_to_utf8(utf8, directory) &&
		    (strchr(utf8, '/') != NULL || utf8[1] == '.' ||
		     !folder_from_utf8(arena, utf8, &folder) ||
		     !str_eq(folder, str_from(directory))))
			abort();
		if (directory[1] != '\0' &&
		    folder_from_directory(arena, str_from(directory),
					  &folder) &&
		    (!folder_directory(arena, folder, &again) ||
		     strcmp(directory, again) != 0))
			abort();
	}
	if (size <= 4096 && folder_from_directory(arena, input, &folder) &&
	    (!folder_directory(arena, folder, &directory) ||
	     !str_eq(str_from(directory), input)))
		abort();
	arena_free(arena);
	return 0;
}
