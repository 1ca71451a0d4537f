#include "policy.h"

bool str_list_has(const struct str_list *list, struct str item)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_eq_nocase(list->items[i], item))
			return true;
	return false;
}
