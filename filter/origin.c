#include "origin.h"

#include "limits.h"
#include "received.h"

const char *origin_text(enum origin origin)
{
	static const char *const texts[] = {
		[ORIGIN_UNKNOWN] = "unknown",
		[ORIGIN_OUTSIDE] = "outside",
		[ORIGIN_RELAY] = "relay",
		[ORIGIN_LOCAL] = "local",
		[ORIGIN_AUTHENTICATED] = "authenticated",
	};

	return texts[origin];
}

static bool is_trusted(const struct policy *policy, const struct ip *ip)
{
	for (size_t i = 0; i < policy->trusted_relay_count; i++)
		if (ip_in_network(ip, &policy->trusted_relays[i]))
			return true;
	return false;
}

/* The nth Received from the top; false: there are no more. */
static bool read_received(struct arena *arena, const struct message *message,
			  size_t nth, struct received *received)
{
	const struct header *header =
		message_find(message, STR("Received"), nth);

	if (header == NULL)
		return false;
	*received = received_parse(header_unfold(arena, header->value));
	return true;
}

/* "with" of RFC 3848 and RFC 6531 4.3 that says: came by SMTP. */
static bool by_smtp(const struct received *received)
{
	return str_ends_nocase(
		       str_first(received->with, str_find(received->with, ' ')),
		       STR("SMTP")) ||
	       str_starts_nocase(received->with, STR("ESMTP")) ||
	       str_starts_nocase(received->with, STR("UTF8SMTP"));
}

/* The "A" in ESMTPA, ESMTPSA, UTF8SMTPA, UTF8SMTPSA: it used AUTH. */
static bool by_authenticated_smtp(const struct received *received)
{
	return by_smtp(received) && str_ends_nocase(received->with, STR("A"));
}

static bool is_own_host(const struct policy *policy, struct str name)
{
	return name.len > 0 && str_list_has(&policy->own_hosts, name);
}

static struct client client_of(const struct received *received)
{
	return (struct client){ .status = CLIENT_KNOWN,
				.ip = received->ip,
				.helo = received->helo,
				.name = received->name };
}

/* "by HOST ..." without a "from", or Exim's "from root by HOST with local": that
 * host says that the mail is its own. */
static bool is_its_own(const struct received *received)
{
	return received->by.len > 0 &&
	       (received->helo.len == 0 ||
		(received->with.len > 0 && !by_smtp(received)));
}

/*
 * From a trusted hop down: each Received was written by a host that is trusted
 * because the one above says it took the mail from it.  Loopback in a field
 * that a trusted host wrote is that host itself.  The first client that is
 * neither is the one to judge; a hop that cannot be read hides it.
 */
static enum origin walk(struct arena *arena, const struct policy *policy,
			const struct message *message, struct client *client)
{
	struct received received;

	*client = (struct client){ .status = CLIENT_UNKNOWN };
	for (size_t nth = 0; read_received(arena, message, nth, &received);
	     nth++) {
		if (received.ip.family == IP_NONE)
			return is_its_own(&received) ? ORIGIN_RELAY
						     : ORIGIN_UNKNOWN;
		if (is_trusted(policy, &received.ip) ||
		    ip_is_loopback(&received.ip))
			continue;
		*client = client_of(&received);
		return by_authenticated_smtp(&received) ? ORIGIN_AUTHENTICATED
							: ORIGIN_OUTSIDE;
	}
	return ORIGIN_RELAY;
}

/* An own host wrote the topmost Received. */
static bool own_received(struct arena *arena, const struct policy *policy,
			 const struct message *message,
			 struct received *received)
{
	return read_received(arena, message, 0, received) &&
	       is_own_host(policy, received->by) && by_smtp(received);
}

static enum origin judge_client(struct arena *arena,
				const struct policy *policy,
				const struct message *message,
				struct client *client)
{
	struct received received;
	bool own = own_received(arena, policy, message, &received);

	if (client->status == CLIENT_LOCAL)
		return ORIGIN_LOCAL;
	if (client->status == CLIENT_KNOWN && is_trusted(policy, &client->ip))
		return walk(arena, policy, message, client);
	if (client->status == CLIENT_KNOWN && !ip_is_loopback(&client->ip))
		return own && ip_eq(&received.ip, &client->ip) &&
				       by_authenticated_smtp(&received)
			       ? ORIGIN_AUTHENTICATED
			       : ORIGIN_OUTSIDE;
	if (own)
		return walk(arena, policy, message, client);
	*client = (struct client){ .status = CLIENT_UNKNOWN };
	return ORIGIN_UNKNOWN;
}

/* local(8) put the truth on the very top of the mail. */
static struct sender find_sender(struct arena *arena,
				 const struct message *message,
				 const struct envelope *envelope)
{
	const struct header *top = message->headers;

	if (!envelope->sender_filtered || message->header_count == 0 ||
	    !top->well_formed || !str_eq_nocase(top->name, STR("Return-Path")))
		return envelope->sender;
	return sender_parse(header_unfold(arena, top->value));
}

/*
 * The topmost Received is our MTA's when it names the client that the MTA told
 * us, or our own name.
 */
static bool is_of_our_mta(const struct policy *policy,
			  const struct envelope *envelope,
			  const struct received *received)
{
	return (envelope->client.status == CLIENT_KNOWN &&
		ip_eq(&envelope->client.ip, &received->ip)) ||
	       str_eq_nocase(received->by, policy->authserv_id) ||
	       is_own_host(policy, received->by);
}

static void find_times(struct arena *arena, const struct policy *policy,
		       const struct message *message,
		       const struct envelope *envelope, time_t now,
		       struct arrival *arrival)
{
	struct received received;

	arrival->received_at = arrival->retried_since = now;
	if (!read_received(arena, message, 0, &received) || received.when < 0 ||
	    received.when > now + LIMIT_RECEIVED_SKEW)
		return;
	arrival->retried_since = received.when < now ? received.when : now;
	if (is_of_our_mta(policy, envelope, &received))
		arrival->received_at = arrival->retried_since;
}

struct arrival arrival_find(struct arena *arena, const struct policy *policy,
			    const struct message *message,
			    const struct envelope *envelope, time_t now)
{
	struct arrival arrival = { .envelope = *envelope };

	arrival.envelope.sender = find_sender(arena, message, envelope);
	find_times(arena, policy, message, envelope, now, &arrival);
	arrival.origin = envelope->sasl_user.len > 0
				 ? ORIGIN_AUTHENTICATED
				 : judge_client(arena, policy, message,
						&arrival.envelope.client);
	return arrival;
}
