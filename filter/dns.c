#include "dns.h"

#include "limits.h"

static bool label_is_askable(struct str label)
{
	if (label.len == 0 || label.len > LIMIT_LABEL)
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (label.ptr[i] < ' ' || label.ptr[i] > '~')
			return false;
	return true;
}

static struct str without_final_dot(struct str name)
{
	return str_ends(name, STR(".")) ? str_first(name, name.len - 1) : name;
}

static bool name_is_askable(struct str name)
{
	struct str label;

	if (name.len == 0 || name.len > LIMIT_DOMAIN)
		return false;
	while (str_cut(&name, '.', &label))
		if (!label_is_askable(label))
			return false;
	return true;
}

void dns_prefetch(struct dns *dns, struct str name, enum dns_type type)
{
	name = without_final_dot(name);
	if (name_is_askable(name))
		dns->prefetch(dns, name, type);
}

struct dns_answer dns_lookup(struct dns *dns, struct arena *arena,
			     struct str name, enum dns_type type)
{
	name = without_final_dot(name);
	if (!name_is_askable(name))
		return (struct dns_answer){ .status = DNS_BADNAME };
	return dns->lookup(dns, arena, name, type);
}

const char *dns_status_name(enum dns_status status)
{
	static const char *const names[] = {
		[DNS_FOUND] = "found",	     [DNS_NODATA] = "nodata",
		[DNS_NXDOMAIN] = "nxdomain", [DNS_TEMPFAIL] = "tempfail",
		[DNS_BADNAME] = "badname",
	};

	return names[status];
}

const char *dns_type_name(enum dns_type type)
{
	switch (type) {
	case DNS_A:
		return "A";
	case DNS_CNAME:
		return "CNAME";
	case DNS_PTR:
		return "PTR";
	case DNS_MX:
		return "MX";
	case DNS_TXT:
		return "TXT";
	case DNS_AAAA:
		return "AAAA";
	}
	return "?";
}
