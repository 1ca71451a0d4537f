#!/usr/bin/python3
"""Two parsers of others read what we write as Authentication-Results without
complaint, and both read the same results in it."""
import os
import subprocess
import sys

import authres

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
BUILD = os.path.join(TOP, os.environ.get("BUILD", "build"))
PERL = r"""
use Mail::AuthenticationResults::Parser;
while (<STDIN>) {
    s/^Authentication-Results: //;
    my $field = Mail::AuthenticationResults::Parser->new($_)->parsed;
    print join(" ", $field->value->value,
        map { $_->key . "=" . $_->value }
        grep { $_->can("key") && $_->key ne "none" }
        @{$field->children}), "\n";
}
"""


def by_python(line):
    field = authres.AuthenticationResultsHeader.parse(line)
    results = [r.method + "=" + r.result for r in field.results]
    return " ".join([field.authserv_id] + results)


def by_perl(lines):
    done = subprocess.run(["perl", "-e", PERL], input="\n".join(lines) + "\n",
                          capture_output=True, text=True)
    return done.stdout.splitlines()


test = os.path.join(BUILD, "tests/unit/test_authres")
lines = subprocess.run([test, "print"], capture_output=True, check=True,
                       text=True).stdout.splitlines()
perl = by_perl(lines)
failed = False
for number, line in enumerate(lines):
    try:
        python = by_python(line)
    except authres.SyntaxError as error:
        python = "refused: %r" % error
    other = perl[number] if number < len(perl) else "refused"
    passed = python == other and python.startswith("mx.example")
    failed |= not passed
    print("%sok %d - %s" % ("" if passed else "not ", number + 1, python))
    if not passed:
        print("# the other one: " + other)
print("1..%d" % len(lines))
sys.exit(failed or not lines)
