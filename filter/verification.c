#include "verification.h"

#include <string.h>

#include "key.h"
#include "limits.h"

static void decide(struct dkim_result *result, enum check_status status,
		   const char *reason)
{
	result->status = status;
	result->reason = str_from(reason);
}

/* -- before any work ------------------------------------------------------------ */

/* The message has more fields of that name than h= covers. */
static bool uncovered(const struct message *message,
		      const struct signature *signature, struct str name)
{
	return message_count(message, name) >
	       signature_name_count(signature, name);
}

static void note_coverage(const struct message *message,
			  const struct signature *signature,
			  struct dkim_result *result)
{
	static const struct str mime[] = {
		STR_INIT("Content-Type"),
		STR_INIT("Content-Transfer-Encoding"),
		STR_INIT("Content-Disposition"),
		STR_INIT("MIME-Version"),
	};

	result->unsigned_subject =
		uncovered(message, signature, STR("Subject"));
	result->unsigned_date = uncovered(message, signature, STR("Date"));
	result->unsigned_to = uncovered(message, signature, STR("To"));
	result->unsigned_cc = uncovered(message, signature, STR("Cc"));
	for (size_t i = 0; i < sizeof(mime) / sizeof(mime[0]); i++)
		result->unsigned_content |=
			uncovered(message, signature, mime[i]);
	result->weak = result->unsigned_subject;
}

struct verification verification_begin(const struct verifier *verifier,
				       enum signature_kind kind, size_t index)
{
	const struct check_context *context = verifier->context;
	const struct message *message = verifier->message;
	struct verification verification = { 0 };
	struct signature *signature = &verification.signature;
	const char *error = signature_parse(
		context->arena, kind, message->headers[index].value, signature);

	verification.result = (struct dkim_result){
		.domain = signature->domain,
		.selector = signature->selector,
		.identity = signature->identity,
		.algorithm = signature->algorithm,
		.b = signature->b,
		.signed_at = signature->signed_at,
		.expires_at = signature->expires_at,
		.header_index = index,
	};
	if (kind != SIGNATURE_SEAL)
		note_coverage(message, signature, &verification.result);
	if (error == NULL)
		error = signature_time_error(signature, context->now);
	/* Someone added a From (RFC 6376 8.15): which one would be proven? */
	if (error == NULL && kind != SIGNATURE_SEAL &&
	    uncovered(message, signature, STR("From")))
		error = "a From field is not signed";
	if (error != NULL) {
		decide(&verification.result, CHECK_PERMERROR, error);
		return verification;
	}
	dns_prefetch(context->dns, signature->key_name, DNS_TXT);
	if (kind != SIGNATURE_SEAL)
		verification.body = body_hashes_want(
			verifier->bodies, signature->body_canon,
			signature->has_length ? signature->length
					      : BODY_NO_LIMIT);
	return verification;
}

/* -- the key ---------------------------------------------------------------------- */

/* The records at one name that can be used, tried one by one, never joined. */
struct key_set {
	struct key keys[LIMIT_KEY_RECORDS];
	size_t count;
};

/* RFC 6376 6.1.2 step 8, 3.6.1 t=s. */
static const char *key_misfit(const struct signature *signature,
			      const struct key *key)
{
	if (key->type != signature->key_type)
		return "key type does not fit a=";
	if (key->same_domain &&
	    !str_eq(signature->identity_domain, signature->domain))
		return "key wants i= with exactly the domain of d=";
	return NULL;
}

/*
 * RFC 6376 3.6.2.2 leaves several records undefined.  Here what is no key record
 * is passed over and each key is tried, so that the order of the records, which
 * DNS does not keep, decides nothing.
 */
static const char *read_keys(struct arena *arena,
			     const struct dns_answer *answer,
			     struct verification *verification,
			     struct key_set *set)
{
	const char *reason = "no key record";
	size_t records = 0;

	for (size_t i = 0; i < answer->count; i++) {
		const char *error;
		struct key key;
		enum key_status status =
			key_parse(arena, answer->records[i].data, &key, &error);

		if (status == KEY_FOREIGN)
			continue;
		if (records++ == LIMIT_KEY_RECORDS)
			return "too many key records";
		verification->result.testing |= key.testing;
		if (status == KEY_OK)
			error = key_misfit(&verification->signature, &key);
		if (error != NULL)
			reason = error;
		else
			set->keys[set->count++] = key;
	}
	return set->count == 0 ? reason : NULL;
}

/* Decides when there is no key to be had. */
static void find_keys(const struct verifier *verifier,
		      struct verification *verification, struct key_set *set)
{
	const struct check_context *context = verifier->context;
	struct dns_answer answer =
		dns_lookup(context->dns, context->arena,
			   verification->signature.key_name, DNS_TXT);
	struct dkim_result *result = &verification->result;
	const char *error;

	set->count = 0;
	switch (answer.status) {
	case DNS_TEMPFAIL:
		decide(result, CHECK_TEMPERROR, "no answer for the key");
		return;
	case DNS_NODATA:
	case DNS_NXDOMAIN:
		decide(result, CHECK_PERMERROR, "no key");
		return;
	case DNS_BADNAME:
		decide(result, CHECK_PERMERROR, "no name of a key");
		return;
	case DNS_FOUND:
		break;
	}
	error = read_keys(context->arena, &answer, verification, set);
	if (error != NULL)
		decide(result, CHECK_PERMERROR, error);
}

/* -- the proof ---------------------------------------------------------------------- */

static void apply_key(struct verification *verification, const struct key *key,
		      const unsigned char digest[SHA256_SIZE])
{
	struct dkim_result *result = &verification->result;

	switch (crypto_verify(key->type, key->data, digest,
			      verification->signature.bytes,
			      &result->key_bits)) {
	case VERIFY_OK:
		/* RFC 8301 3.2 wants 2048, but many still have half of it. */
		decide(result, CHECK_PASS,
		       key->type == KEY_RSA &&
				       result->key_bits < LIMIT_RSA_WEAK_BITS
			       ? "key below 2048 bits"
			       : "");
		result->testing = key->testing;
		return;
	case VERIFY_MISMATCH:
		decide(result, CHECK_FAIL, "signature did not verify");
		return;
	case VERIFY_BAD_KEY:
		decide(result, CHECK_PERMERROR, "key cannot be read");
		return;
	case VERIFY_SHORT_KEY:
		decide(result, CHECK_PERMERROR, "key is too short");
		result->weak = true;
		return;
	case VERIFY_LONG_KEY:
		decide(result, CHECK_PERMERROR, "key is too long");
		return;
	}
}

static void apply_keys(struct verification *verification,
		       const struct key_set *set,
		       const unsigned char digest[SHA256_SIZE])
{
	for (size_t i = 0; i < set->count; i++) {
		apply_key(verification, &set->keys[i], digest);
		if (verification->result.status == CHECK_PASS)
			return;
	}
}

/* RFC 6376 3.7: the fields that h= names, then the signature itself, which h=
 * never means. */
static void hash_fields(struct canon_fields *fields,
			const struct signature *signature, size_t own,
			unsigned char digest[SHA256_SIZE])
{
	const struct message *message = fields->message;
	struct sha256 *hash = sha256_new(fields->arena);
	bool *taken = ARENA_ARRAY(fields->arena, bool, message->header_count);

	taken[own] = true;
	signature_hash_fields(signature, fields, taken, hash);
	sha256_add(hash,
		   canon_signature_field(fields->arena, signature->header_canon,
					 &message->headers[own]));
	sha256_end(hash, digest);
}

/* The body first: it costs nothing more, and a list's footer ends it here. */
static bool body_fits(const struct verifier *verifier,
		      struct verification *verification)
{
	const struct signature *signature = &verification->signature;
	const struct body_hash *body =
		&verifier->bodies->list[verification->body];
	struct dkim_result *result = &verification->result;

	if (signature->has_length &&
	    signature->length > body->canonical_length) {
		decide(result, CHECK_PERMERROR, "l= is longer than the body");
		return false;
	}
	if (memcmp(body->sha256, signature->body_hash.ptr, SHA256_SIZE) != 0) {
		decide(result, CHECK_FAIL, "body hash did not verify");
		return false;
	}
	result->partial_body = signature->has_length &&
			       signature->length < body->canonical_length;
	result->weak |= result->partial_body;
	return true;
}

void verification_finish(const struct verifier *verifier,
			 struct verification *verification)
{
	struct dkim_result *result = &verification->result;
	unsigned char digest[SHA256_SIZE];
	struct key_set set;

	if (result->status != CHECK_NONE)
		return;
	find_keys(verifier, verification, &set);
	/* A wrong body is wrong whatever DNS would have said. */
	if (result->status == CHECK_PERMERROR ||
	    !body_fits(verifier, verification) ||
	    result->status == CHECK_TEMPERROR)
		return;
	hash_fields(verifier->fields, &verification->signature,
		    result->header_index, digest);
	apply_keys(verification, &set, digest);
	if (result->status == CHECK_PASS && result->partial_body)
		decide(result, CHECK_POLICY, "l= leaves part of the body out");
}

void verification_finish_seal(const struct verifier *verifier,
			      struct verification *verification,
			      const unsigned char digest[SHA256_SIZE])
{
	struct key_set set;

	if (verification->result.status != CHECK_NONE)
		return;
	find_keys(verifier, verification, &set);
	apply_keys(verification, &set, digest);
}
