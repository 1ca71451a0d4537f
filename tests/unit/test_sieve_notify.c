/* RFC 5435, 5436, 8580: scripts that tell somebody. */
#include "sending_case.h"

static const struct sending_case notices[] = {
	/* RFC 5435 3.7 */
	{ "example 1: for the boss", "enotify\", \"variables",
	  "if header :contains \"from\" \"coyote@desert.example.org\" {\n"
	  "    notify :importance \"1\"\n"
	  "        :message \"This is probably very important\"\n"
	  "                    \"mailto:alm@example.com\";\n"
	  "    stop;\n"
	  "}",
	  "notify :importance \"1\" :message \"This is probably very "
	  "important\" \"mailto:alm@example.com\"\n" KEPT "stopped\n" },
	{ "example 1: for the list", "enotify\", \"variables",
	  "if header :contains \"to\" \"knitting@example.com\" {\n"
	  "    if header :matches \"Subject\" \"*\" {\n"
	  "        set \"subject\" \"${1}\";\n"
	  "    }\n"
	  "    if header :matches \"From\" \"*\" {\n"
	  "        set \"from\" \"${1}\";\n"
	  "    }\n"
	  "    notify :importance \"3\"\n"
	  "        :message \"[SIEVE] ${from}: ${subject}\"\n"
	  "        \"mailto:alm@example.com\";\n"
	  "    fileinto \"INBOX.sieve\";\n"
	  "}",
	  "notify :importance \"3\" :message \"[SIEVE] \\\"Jeff Smith\\\" "
	  "<coyote@desert.example.org>: [Knitting] A new sweater\" "
	  "\"mailto:alm@example.com\"\nfileinto \"sieve\"\n" },
	{ "example 2: by the envelope",
	  "enotify\", \"variables\", "
	  "\"envelope",
	  "if header :matches \"from\" \"*@*.example.org*\" {\n"
	  "    if envelope :all :matches \"from\" \"*\" {\n"
	  "        set \"env_from\" \" [really: ${1}]\";\n"
	  "    }\n"
	  "    if header :matches \"Subject\" \"*\" {\n"
	  "        set \"subject\" \"${1}\";\n"
	  "    }\n"
	  "    if address :matches :all \"from\" \"*\" {\n"
	  "        set \"from_addr\" \"${1}\";\n"
	  "    }\n"
	  "    notify :message \"${from_addr}${env_from}: ${subject}\"\n"
	  "                    \"mailto:alm@example.com\";\n"
	  "}",
	  "notify :importance \"2\" :message \"coyote@desert.example.org "
	  "[really: list-bounces@example.com]: [Knitting] A new sweater\" "
	  "\"mailto:alm@example.com\"\n" KEPT },
	{ "example 3: a method that is not here", "enotify\", \"variables",
	  "set \"notif_method\"\n"
	  "\"xmpp:tim@example.com?message;subject=SIEVE\";\n"
	  "if not string :is \"${notif_method}\" \"\" {\n"
	  "    notify \"${notif_method}\";\n"
	  "}",
	  "failed: 5:12 nobody is notified by this: the only method here is "
	  "\"mailto:\"\n" },
	{ "2: needs require", "fileinto", "notify \"mailto:a@b.example\";",
	  "2:1 \"notify\" needs the extension \"enotify\"; did you mean to "
	  "write: require \"enotify\";\n" },
	{ "example 3: another method that is not here",
	  "enotify\", \"variables",
	  "set \"notif_method\" \"xmpp:tim@example.com\";\n"
	  "if header :contains \"subject\" \"sweater\" {\n"
	  "    set \"notif_method\" \"tel:+14085551212\";\n"
	  "}\n"
	  "if not string :is \"${notif_method}\" \"\" {\n"
	  "    notify \"${notif_method}\";\n"
	  "}",
	  "failed: 7:12 nobody is notified by this: the only method here is "
	  "\"mailto:\"\n" },
	{ "example 3: no method, no notice", "enotify\", \"variables",
	  "set \"notif_method\" \"xmpp:tim@example.com\";\n"
	  "if header :contains \"to\" \"knitting@example.com\" {\n"
	  "    set \"notif_method\" \"\";\n"
	  "}\n"
	  "if not string :is \"${notif_method}\" \"\" {\n"
	  "    notify \"${notif_method}\";\n"
	  "}",
	  KEPT },
	{ "example 3: a telephone for the boss", "enotify\", \"variables",
	  "if header :contains \"from\" \"coyote@desert.example.org\" {\n"
	  "    if header :matches \"Subject\" \"*\" {\n"
	  "        set \"subject\" \"${1}\";\n"
	  "    }\n"
	  "    if not header :contains \"subject\" \"FYI:\" {\n"
	  "        notify :importance \"1\" :message \"BOSS: ${subject}\"\n"
	  "                           \"tel:+14085551212\";\n"
	  "    }\n"
	  "}",
	  "8:28 warning: to notify by this is an error: the only method here "
	  "is \"mailto:\"\n" },
	{ "3.2: such a notice fails, and the mail is kept",
	  "enotify\", \"variables",
	  "set \"n\" \"tel:+14085551212\"; discard; notify \"${n}\";",
	  "failed: 2:45 nobody is notified by this: the only method here is "
	  "\"mailto:\"\n" },
	{ "3.2: one that is not reached is no error", "enotify\", \"variables",
	  "set \"n\" \"tel:+1\"; if false { notify \"${n}\"; } discard;",
	  "discard\n" },
	{ "3.2: it asks before", "enotify\", \"variables",
	  "set \"n\" \"tel:+1\";\n"
	  "if valid_notify_method \"${n}\" { notify \"${n}\"; }\n"
	  "else { notify \"mailto:a@b.example\"; }",
	  "notify :importance \"2\" \"mailto:a@b.example\"\n" KEPT },
	{ "3.2: an invalid URI", "enotify\", \"variables",
	  "set \"n\" \"mailto:a%4@b.example\"; notify \"${n}\";",
	  "failed: 2:40 nobody is notified by this: a \"%\" without two "
	  "hexadecimal digits\n" },
	{ "3.2: an invalid URI, known before it runs", "enotify",
	  "notify \"mailto:nobody\";",
	  "2:8 warning: to notify by this is an error: something that is no "
	  "address\n" },
	{ "the same, known before it runs", "enotify",
	  "notify \"tel:+14085551212\";",
	  "2:8 warning: to notify by this is an error: the only method here "
	  "is \"mailto:\"\n" },
	{ "example 4: valid methods", "enotify",
	  "if not valid_notify_method [\"mailto:\",\n"
	  "        \"http://gw.example.net/notify?test\"] {\n"
	  "    stop;\n"
	  "}",
	  KEPT "stopped\n" },
	{ "4: all of them are valid", "enotify",
	  "if valid_notify_method [\"mailto:\", \"mailto:a@b.example\"] { "
	  "discard; }",
	  "discard\n" },
	{ "4: an invalid one", "enotify",
	  "if valid_notify_method \"mailto:a b@b.example\" { discard; }",
	  KEPT },
	{ "4: neither xmpp nor tel", "enotify",
	  "if anyof (valid_notify_method \"xmpp:tim@example.com\",\n"
	  "          valid_notify_method \"tel:+14085551212\",\n"
	  "          valid_notify_method \"\") { discard; }",
	  KEPT },
	{ "4: what notify takes", "enotify\", \"variables",
	  "set \"n\" \"MAILTO:a@b.example?x-a=b\";\n"
	  "if valid_notify_method \"${n}\" { notify \"${n}\"; }",
	  "notify :importance \"2\" \"MAILTO:a@b.example?x-a=b\"\n" KEPT },
	{ "5: of a method that is not here", "enotify",
	  "if anyof (notify_method_capability \"tel:+14085551212\" \"online\"\n"
	  "          [\"yes\", \"no\", \"maybe\"],\n"
	  "          notify_method_capability \"xmpp:tim@example.com\"\n"
	  "          \"online\" [\"yes\", \"no\", \"maybe\"]) { discard; }",
	  KEPT },
	{ "5: of an invalid URI", "enotify",
	  "if notify_method_capability \"mailto:nobody\" \"online\" "
	  "\"maybe\" { discard; }",
	  KEPT },
	{ "5: :is and i;ascii-casemap by default", "enotify",
	  "if allof (notify_method_capability \"mailto:a@b.example\" "
	  "\"online\" \"MAYBE\", not notify_method_capability "
	  "\"mailto:a@b.example\" \"online\" \"may\") { discard; }",
	  "discard\n" },
	{ "5: with i;octet the answer is in lower case", "enotify",
	  "if notify_method_capability :comparator \"i;octet\" :is "
	  "\"mailto:a@b.example\" \"online\" \"maybe\" { discard; }",
	  "discard\n" },
	{ "5: what is not known is not counted", "enotify\", \"relational",
	  "if notify_method_capability :count \"ge\" \"mailto:a@b.example\" "
	  "\"x\" \"0\" { discard; }",
	  KEPT },
	{ "example 5: else by telephone", "enotify\", \"variables",
	  "set \"tel\" \"tel:+14085551212\";\n"
	  "if notify_method_capability\n"
	  "       \"xmpp:tim@example.com?message;subject=SIEVE\"\n"
	  "       \"Online\" \"yes\" {\n"
	  "    discard;\n"
	  "} else {\n"
	  "    notify :message \"You got mail\" \"${tel}\";\n"
	  "}",
	  "failed: 8:36 nobody is notified by this: the only method here is "
	  "\"mailto:\"\n" },
	{ "example 5: not known to be online", "enotify",
	  "if notify_method_capability\n"
	  "       \"xmpp:tim@example.com?message;subject=SIEVE\"\n"
	  "       \"Online\" \"yes\" {\n"
	  "    discard;\n"
	  "} else {\n"
	  "    notify :message \"You got mail\" \"mailto:a@b.example\";\n"
	  "}",
	  "notify :importance \"2\" :message \"You got mail\" "
	  "\"mailto:a@b.example\"\n" KEPT },
	{ "5436 2.2: maybe online", "enotify",
	  "if notify_method_capability \"mailto:a@b.example\" \"ONLINE\" "
	  "\"maybe\" { discard; }",
	  "discard\n" },
	{ "5: a capability that is none", "enotify",
	  "if notify_method_capability \"mailto:a@b.example\" \"x\" \"\" { "
	  "discard; }",
	  KEPT },
	{ "5: it is counted", "enotify\", \"relational",
	  "if notify_method_capability :count \"eq\" \"mailto:a@b.example\" "
	  "\"online\" \"1\" { discard; }",
	  "discard\n" },
	{ "example 6: encodeurl", "enotify\", \"variables",
	  "set :encodeurl \"body_param\" \"Safe body&evil=evilbody\";\n"
	  "notify \"mailto:tim@example.com?body=${body_param}\";",
	  "notify :importance \"2\" \"mailto:tim@example.com?body=Safe%20"
	  "body%26evil%3Devilbody\"\n" KEPT },
	{ "6: encodeurl needs enotify", "variables",
	  "set :encodeurl \"a\" \"b\";",
	  "2:5 \":encodeurl\" needs the extension \"enotify\"; did you mean "
	  "to write: require \"enotify\";\n" },
	{ "6: its precedence", "enotify\", \"variables",
	  "set :encodeurl :length \"a\" \"\xc3\xa9 \"; fileinto \"${a}\";",
	  "fileinto \"9\"\n" },
	{ "6: after quotewildcard", "enotify\", \"variables",
	  "set :encodeurl :quotewildcard \"a\" \"*-._~\"; fileinto \"${a}\";",
	  "fileinto \"%5C%2A-/_~\"\n" },
	{ "variables that are not encoded", "enotify\", \"variables",
	  "if header :matches \"subject\" \"*\" {\n"
	  "notify \"mailto:a@b.example?body=${1}\"; }",
	  "failed: 3:8 nobody is notified by this: text that must be "
	  "percent-encoded\n" },
	/* RFC 5436 3 */
	{ "5436 3: the example", "enotify\", \"variables",
	  "if header :contains \"list-id\" \"knitting.example.com\" {\n"
	  "  if header :matches \"Subject\" \"[*] *\" {\n"
	  "    notify :message \"From ${1} list: ${2}\"\n"
	  "        :importance \"3\"\n"
	  "        \"mailto:0123456789@sms.example.net?to=backup@example.com\""
	  ";\n"
	  "  }\n"
	  "}",
	  "notify :importance \"3\" :message \"From Knitting list: A new "
	  "sweater\" \"mailto:0123456789@sms.example.net?to=backup@example."
	  "com\"\n" KEPT },
	{ "5436 2.7: not twice the same", "enotify",
	  "notify \"mailto:a@b.example\"; notify \"mailto:a@b.example\";",
	  "notify :importance \"2\" \"mailto:a@b.example\"\n" KEPT },
	{ "7: several, to the same address", "enotify",
	  "notify :message \"a\" \"mailto:a@b.example\"; "
	  "notify :message \"b\" \"mailto:a@b.example\";",
	  "notify :importance \"2\" :message \"a\" \"mailto:a@b.example\"\n"
	  "notify :importance \"2\" :message \"b\" "
	  "\"mailto:a@b.example\"\n" KEPT },
	{ "7: beside discard, fileinto and redirect", "enotify",
	  "notify \"mailto:a@b.example\"; fileinto \"a\"; "
	  "redirect \"c@d.example\"; discard;",
	  "notify :importance \"2\" \"mailto:a@b.example\"\n"
	  "fileinto \"a\"\nredirect \"c@d.example\"\ndiscard\n" },
	{ "3: beside all others", "enotify\", \"reject",
	  "notify \"mailto:a@b.example\"; reject \"no\";",
	  "notify :importance \"2\" \"mailto:a@b.example\"\n"
	  "reject \"no\"\n" },
	{ "many, not any number", "enotify",
	  "notify \"mailto:a@b.example\"; notify \"mailto:b@b.example\"; "
	  "notify \"mailto:c@b.example\"; notify \"mailto:d@b.example\";\n"
	  "notify \"mailto:e@b.example\";",
	  "failed: 3:1 more than 4 notifications of one mail\n" },
	{ "to nobody", "enotify", "notify \"mailto:?subject=x\";",
	  "2:8 warning: this names nobody to be notified\n" },
	{ "3.3: from", "enotify",
	  "notify :from \"ann@a.example\" \"mailto:a@b.example\";",
	  "notify :from \"ann@a.example\" :importance \"2\" "
	  "\"mailto:a@b.example\"\n" KEPT },
	{ "3.3: an invalid from", "enotify",
	  "notify :from \"ann\" \"mailto:a@b.example\";",
	  "2:14 \"ann\" is no mail address\n" },
	{ "3.4: an importance that is none", "enotify",
	  "notify :importance \"4\" \"mailto:a@b.example\";",
	  "2:20 \"4\" is no importance: that is \"1\", \"2\" or \"3\"\n" },
	{ "3.4: importance by default", "enotify",
	  "notify :message \"x\" \"mailto:a@b.example\";",
	  "notify :importance \"2\" :message \"x\" "
	  "\"mailto:a@b.example\"\n" KEPT },
	{ "3.8: no tags of others", "enotify\", \"vacation",
	  "notify :days 1 \"mailto:a@b.example\";",
	  "2:8 notify takes no \":days\"\n" },
	{ "3.4: the same by variables", "enotify\", \"variables",
	  "set \"i\" \"high\"; notify :importance \"${i}\" "
	  "\"mailto:a@b.example\";",
	  "failed: 2:36 \"high\" is no importance: that is \"1\", \"2\" or "
	  "\"3\"\n" },
	{ "3.5: options", "enotify",
	  "notify :options [\"a-b=c d\", \"x.y_z=\"] \"mailto:a@b.example\";",
	  "notify :importance \"2\" :options \"a-b=c d\" \"x.y_z=\" "
	  "\"mailto:a@b.example\"\n" KEPT },
	{ "3.5: an option that is none", "enotify",
	  "notify :options [\"a=b\", \"=b\"] \"mailto:a@b.example\";",
	  "2:25 \"=b\" is no option: that is name=value\n" },
	/* RFC 8580 */
	{ "8580: a copy", "enotify\", \"fcc",
	  "notify :fcc \"INBOX.Sent\" :message \"You got mail!\"\n"
	  "       \"mailto:ken@example.com\";",
	  "notify :importance \"2\" :message \"You got mail!\" :fcc \"Sent\" "
	  "\"mailto:ken@example.com\"\n" KEPT },
	{ "8580: asked for", "enotify\", \"fcc",
	  "if notify_method_capability \"xmpp:\" \"fcc\" \"yes\" {\n"
	  "    discard;\n"
	  "} elsif notify_method_capability \"mailto:\" \"fcc\" \"yes\" {\n"
	  "    notify :fcc \"Sent\" \"mailto:ken@example.com\";\n"
	  "}",
	  "notify :importance \"2\" :fcc \"Sent\" "
	  "\"mailto:ken@example.com\"\n" KEPT },
};

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 27, NULL);

	TEST(arena, notices);
	arena_free(arena);
	return done_testing();
}
