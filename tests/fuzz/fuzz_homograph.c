/* Two names: likeness is mutual, and what is seen of a
 * name is no longer than the name. */
#include <stdint.h>
#include <stdlib.h>

#include "../../filter/domain.h"
#include "../../filter/homograph.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)16 << 20, NULL);
	struct homograph *homograph = homograph_new(arena);
	struct str b = { (const char *)data, size }, a;

	str_cut(&b, '\n', &a);
	if (homograph_alike(homograph, a, b) !=
	    homograph_alike(homograph, b, a))
		abort();
	homograph_mixes_scripts(homograph, a);
	homograph_hides(a);
	if (homograph_visible(arena, a).len > a.len)
		abort();
	domain_to_unicode(arena, a);
	homograph_free(homograph);
	arena_free(arena);
	return 0;
}
