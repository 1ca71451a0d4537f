#!/bin/sh
# What MTAs hand over, and every form in which it can be empty, missing,
# "unknown" or prefixed, as the log line and the stored mail show it.
. "$(dirname "$0")/lib.sh"
unset CLIENT_ADDRESS CLIENT_HELO CLIENT_HOSTNAME SENDER RECIPIENT EXTENSION \
	ORIGINAL_RECIPIENT SASL_USERNAME MESSAGE_ID LOCAL_PART_SUFFIX

client() { # WANT NAME ARGUMENTS...
	want=$1 name=$2
	shift 2
	deliver "$@" <mail
	is "$status $(logged client)" "0 $want" "$name"
}

client unknown "nobody says who the client is"
client 192.0.2.1 "IPv4" --client-ip 192.0.2.1
client 2001:db8::25 "IPv6 with Postfix's prefix" --client-ip IPv6:2001:db8::25
client 2001:db8::25 "IPv6 as Exim has it" --client-ip 2001:db8::25
client local "empty: submitted here" --client-ip ''
client unknown "\"unknown\"" --client-ip unknown
client unknown "what is no address" --client-ip 1.2.3
export CLIENT_ADDRESS=192.0.2.9
client 192.0.2.9 "from the environment"
client 192.0.2.1 "an option comes first" --client-ip 192.0.2.1
client local "an empty one too" --client-ip ''
client unknown "an unknown one too" --client-ip unknown
export CLIENT_ADDRESS=
client local "empty in the environment"
unset CLIENT_ADDRESS

return_path() { # WANT NAME ARGUMENTS...
	want=$1 name=$2
	shift 2
	empty_mailbox
	deliver "$@" <mail
	is "$(sed -n 's/^Return-Path: //p' $(stored))" "$want" "$name"
}

return_path "" "nobody says who the sender is"
return_path "<ann@a.example>" "-f" -f ann@a.example
return_path "<ann@a.example>" "-f with brackets" -f '<ann@a.example>'
return_path "<>" "the null sender: empty" -f ''
return_path "<>" "the null sender: brackets" -f '<>'
return_path "<>" "the null sender: Postfix's name for it" -f MAILER-DAEMON
return_path "<(ann@a.example>" "a broken sender is not the null sender" \
	-f '(ann@a.example'
return_path "<-f@a.example>" "a sender that looks like a flag" -f -f@a.example
SENDER=ann@a.example return_path "<ann@a.example>" "SENDER"
SENDER= return_path "<>" "SENDER, empty"
SENDER=eve@e.example return_path "<ann@a.example>" "-f comes before SENDER" \
	-f ann@a.example

delivered_to() { # WANT NAME ARGUMENTS...
	want=$1 name=$2
	shift 2
	empty_mailbox
	deliver "$@" <mail
	is "$(sed -n 's/^Delivered-To: //p' $(stored))" "$want" "$name"
}

delivered_to bob@b.example "-d, when nobody says more"
delivered_to bob+x@b.example "-r" -r bob+x@b.example
RECIPIENT=bob+y@b.example delivered_to bob+y@b.example "RECIPIENT"

empty_mailbox
{ printf 'Return-Path: <ann@a.example>\nDelivered-To: bob@b.example\n'; cat mail; } |
	deliver -f ann@a.example
is "$(grep -Ec '^(Return-Path|Delivered-To):' $(stored))" 2 \
	"fields that the MTA added are not added again"

empty_mailbox
{ echo 'From ann@a.example Mon Sep 21 13:33:00 2026'; cat mail; } | deliver
is "$(sed -n 's/^Return-Path: //p' $(stored))" "<ann@a.example>" \
	"the sender of an mbox line"
is "$(grep -c '^From ' $(stored))" 0 "which is not stored"
empty_mailbox
{ echo 'From eve@e.example Mon Sep 21 13:33:00 2026'; cat mail; } |
	deliver -f ''
is "$(sed -n 's/^Return-Path: //p' $(stored))" "<>" "-f comes before it"

deliver --queue-id 4XyZ <mail
is "$(logged queue_id)" 4XyZ "--queue-id"
MESSAGE_ID=1abc-0-Zz deliver <mail
is "$(logged queue_id)" 1abc-0-Zz "Exim's MESSAGE_ID"

deliver -k -a bob@b.example --client-name h.a.example --sasl '' -m '' <mail
is "$status" 0 "-k does nothing; empty values are accepted"
deliver -p mail </dev/null
is "$status $(logged message_id)" "0 <1@a.example>" "-p"

# A detail goes to the folder of that name, if it exists.
empty_mailbox
deliver <mail
for part in cur new tmp; do
	mkdir -p "home/Maildir/.lists/$part"
done
chown -R "$uid:$gid" home/Maildir
waxseal -c conf -d bob+lists@b.example <mail
is "$(stored lists | wc -l)" 1 "a detail in -d"
EXTENSION=lists deliver <mail
is "$(stored lists | wc -l)" 2 "EXTENSION"
LOCAL_PART_SUFFIX=+lists deliver <mail
is "$(stored lists | wc -l)" 3 "Exim's LOCAL_PART_SUFFIX"
deliver -m lists <mail
is "$(stored lists | wc -l)" 4 "-m"
deliver -m nowhere <mail
deliver -m ../../escape <mail
is "$(stored lists | wc -l) $(stored | wc -l)" "4 3" \
	"a folder that does not exist, or cannot, is INBOX"
done_testing
