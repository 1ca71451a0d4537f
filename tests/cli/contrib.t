#!/bin/sh
# What contrib/ holds for the system's own ways to confine a program is read by
# the programs that it is for.
. "$(dirname "$0")/lib.sh"

profile=$here/contrib/apparmor/waxseal
if command -v apparmor_parser >/dev/null; then
	apparmor_parser -Q -K -S "$profile" >/dev/null 2>err.txt
	ok $? "the AppArmor profile is one"
	sed 's/^/# /' err.txt
else
	skip "the AppArmor profile" "no apparmor_parser"
fi

dropin=$here/contrib/systemd/postfix-waxseal.conf
if command -v systemd-analyze >/dev/null; then
	mkdir -p units/x.service.d
	printf '[Service]\nExecStart=/bin/true\n' >units/x.service
	cp "$dropin" units/x.service.d/
	is "$(systemd-analyze verify ./units/x.service 2>&1 |
		grep -i 'postfix-waxseal')" "" "the drop-in has no unknown key"
else
	skip "the drop-in" "no systemd-analyze"
fi
done_testing
