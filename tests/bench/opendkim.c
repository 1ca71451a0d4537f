/* opendkim: libopendkim's verifier; see bench.h.  It knows no ARC. */
#include "bench.h"

#include <opendkim/dkim.h>
#include <string.h>

static const struct bench *current;

/* The library's own questions are replaced: keys come from the zone. */
static DKIM_STAT find_key(DKIM *dkim, DKIM_SIGINFO *sig, unsigned char *text,
			  size_t size)
{
	struct arena *arena = arena_new((size_t)1 << 20, NULL);
	struct str name = arena_printf(arena, "%s._domainkey.%s",
				       (char *)dkim_sig_getselector(sig),
				       (char *)dkim_sig_getdomain(sig));
	struct dns_answer answer =
		dns_lookup(current->dns, arena, name, DNS_TXT);
	bool found = answer.count == 1 && answer.records[0].data.len < size;

	(void)dkim;
	if (found) {
		memcpy(text, answer.records[0].data.ptr,
		       answer.records[0].data.len);
		text[answer.records[0].data.len] = '\0';
	}
	arena_free(arena);
	return found ? DKIM_STAT_OK : DKIM_STAT_NOKEY;
}

static bool all_passed(DKIM *dkim, int wanted)
{
	DKIM_SIGINFO **list;
	int count;

	if (dkim_getsiglist(dkim, &list, &count) != DKIM_STAT_OK)
		return false;
	for (int i = 0; i < count; i++)
		if (!DKIM_SIG_CHECK(list[i]))
			return false;
	return count == wanted;
}

static bool verify(const struct bench *bench, void *state)
{
	DKIM_LIB *library = state;
	DKIM_STAT status;
	bool passed;
	DKIM *dkim = dkim_verify(library, (const unsigned char *)"bench", NULL,
				 &status);

	if (dkim == NULL)
		return false;
	passed = dkim_chunk(dkim, (unsigned char *)bench->mail.ptr,
			    bench->mail.len) == DKIM_STAT_OK &&
		 dkim_chunk(dkim, NULL, 0) == DKIM_STAT_OK &&
		 dkim_eom(dkim, NULL) == DKIM_STAT_OK &&
		 all_passed(dkim, (int)(bench->rsa + bench->ed25519));
	dkim_free(dkim);
	return passed;
}

int main(int argc, char **argv)
{
	struct bench bench = bench_open(argc, argv);
	DKIM_LIB *library = dkim_init(NULL, NULL);
	unsigned flags = DKIM_LIBFLAGS_FIXCRLF;

	if (library == NULL)
		bench_fatal(&bench, "cannot start");
	current = &bench;
	/* A mail with LF is not what the library is made for. */
	if (str_find(bench.mail, '\r') == bench.mail.len)
		dkim_options(library, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags,
			     sizeof(flags));
	dkim_set_key_lookup(library, find_key);
	return bench_run(&bench, verify, library);
}
