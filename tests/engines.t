#!/usr/bin/python3
"""Both Sieve engines over the same scripts and mail (sieve_engine): ours and
libsieve.

Scripts are those of tests/cases that libsieve knows, and generated ones.  Each
difference is one of EXPLAINED, which says how it is known and why it is there.
SEED=N begins the generated ones elsewhere, COUNT=N makes so many.
"""
import concurrent.futures
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "cases")
WAXSEAL = os.environ.get("WAXSEAL", os.path.join(HERE, "../build/waxseal"))
SEED = int(os.environ.get("SEED", "1"))
COUNT = int(os.environ.get("COUNT", "300"))
MAIL = """\
Received: from a.example by mx.b.example; Thu, 01 Jan 2026 00:00:00 +0000
From: "Ann, the sender" <ann+list@a.example>
To: Bob <bob+sales@b.example>, carl@c.example
Cc: dora@d.example
Subject: The Report: 12 of 20
X-Priority: 3
X-Loop: one
X-Loop: two
X-Empty:
Date: Thu, 01 Jan 2026 00:00:00 +0000
Message-ID: <1@a.example>

Hello Bob.
"""

# What the script has, and why the engines differ over it; some only where the
# difference says so.
EXPLAINED = (
    (r'set(flag)?|addflag',
     "libsieve takes the first flag of a list only, and knows no set that "
     "keep without :flags would take"),
    (r'address [^;]*:detail', "libsieve gives up a list in which an address "
                              "has no detail"),
    (r':count', "libsieve counts the values that are not empty"),
    (r':value|:count.*"i;ascii-numeric"|i;ascii-numeric',
     "libsieve takes what is not a number for zero; RFC 4790 9.1.1: for more "
     "than any number"),
    (r'\\\\', "libsieve keeps backslashes in strings"),
    (r':regex', "libsieve's are those of the C library, ours are PCRE2's"),
    (r'reject',
     "ours takes a refusal beside a delivery for an error (RFC 5429 2.4)",
     r'"\"?\w+\"?" cannot be done for a mail'),
    (r'vacation', "ours counts who was answered by the text, libsieve by a "
                  "hash of its own"),
)


def waxseal(folder, engine, script, mail):
    path = os.path.join(folder, "script.sieve")
    for name, text in (("script.sieve", script), ("mail", mail)):
        with open(os.path.join(folder, name), "wb") as out:
            out.write(text)
    done = subprocess.run(
        [WAXSEAL, "explain", "--json", "-c", os.path.join(folder, "conf"),
         "-o", "sieve_engine=" + engine, "-o", "sieve=" + path,
         "-f", "ann@a.example", "-r", "bob+sales@b.example",
         os.path.join(folder, "mail")], capture_output=True)
    if done.returncode != 0:
        sys.exit(done.stderr.decode())
    return json.loads(done.stdout)


def shown(result):
    """What became of the mail, in any order; line numbers are ours alone."""
    rows = []
    for action in result["actions"]:
        rows.append(re.sub(r" \(\S*:\d+\)$", "", action["text"]))
    return sorted(set(rows)), [e["text"] for e in result["errors"]
                               if not e["warning"]]


def compare(folder, script, mail):
    """"alike", "beyond" (libsieve lacks an extension), or what differs."""
    ours = shown(waxseal(folder, "waxseal", script, mail))
    theirs = shown(waxseal(folder, "libsieve", script, mail))
    if any("does not know the extension" in text for text in theirs[1]):
        return "beyond", ""
    if ours == theirs or (ours[1] and theirs[1]):
        return "alike", ""
    return "differs", "ours: %s\nlibsieve: %s" % (ours, theirs)


def explain(script, difference):
    text = script.decode("utf-8", "replace")
    return next((why for pattern, why, *shows in EXPLAINED
                 if re.search(pattern, text) and
                 all(re.search(show, difference) for show in shows)), None)


# -- generated scripts ---------------------------------------------------------

def pick(*choices):
    return random.choice(choices)


def match():
    return pick(":is", ":contains", ":matches", "") + pick(
        "", ' :comparator "i;octet"', ' :comparator "i;ascii-casemap"')


def strings(*choices):
    if random.random() < 0.5:
        return '"%s"' % pick(*choices)
    return "[%s]" % ", ".join('"%s"' % random.choice(choices)
                              for _ in range(random.randint(1, 3)))


def value():
    return strings("the report: 12 of 20", "Report", "*report*", "3", "one",
                   "t?o", "", "ann+list@a.example", "b.example", "*.example",
                   "bob", "sales", "carl", "nothing of it")


def field():
    return strings("Subject", "x-priority", "X-LOOP", "X-Empty", "X-None",
                   "Message-ID")


def address_field():
    return strings("From", "to", "Cc", "Reply-To")


def part(more=()):
    return pick(":localpart", ":domain", ":all", "", *more)


def test(depth):
    if depth > 0 and random.random() < 0.4:
        inner = ", ".join(test(depth - 1)
                          for _ in range(random.randint(1, 3)))
        return pick("not " + test(depth - 1), "allof(%s)" % inner,
                    "anyof(%s)" % inner)
    return pick(
        "header %s %s %s" % (match(), field(), value()),
        "address %s %s %s %s" % (part((":user", ":detail")), match(),
                                 address_field(), value()),
        "envelope %s %s %s %s" % (part(), match(), strings("from", "to"),
                                  value()),
        "exists " + field(), "true", "false",
        "size %s %d%s" % (pick(":over", ":under"), pick(1, 100, 500, 1000),
                          pick("", "K")))


# One extension more in some scripts, so that what is known of it does not
# explain the differences of others.
def relational():
    number = ':comparator "i;ascii-numeric" '
    relation = '"%s" ' % pick("gt", "ge", "lt", "le", "eq", "ne")
    return "if %s { %s }" % (pick(
        'header :value ' + relation + number + '"X-Priority" ' +
        strings("1", "3", "03", "20"),
        'header :value ' + relation + strings("Subject", "X-Loop") +
        strings("one", "the report", "z", "A"),
        'header :count ' + relation + number + strings(
            "Subject", "X-Loop", "X-None", "To") + strings("0", "1", "2"),
        'address :count ' + relation + number + '["To", "Cc"] ' +
        strings("1", "3"),
        'address :value ' + relation + ':localpart "Cc" ' +
        strings("dora", "a", "x")), block(0))


def flags():
    return pick('keep :flags %s;', 'fileinto :flags %s "A";',
                'setflag %s; keep;', 'addflag %s;') % pick(
                    '"work"', '"$Label1"', '["a"]')


def regex():
    return 'if header :regex %s %s { %s }' % (
        field(), strings("^the", "[0-9]+ of [0-9]+", "re?port", "^(one|two)$",
                         "^3", "x*", "[[:upper:]]", ".", "^$", "t.*t"),
        block(0))


def refusal():
    return pick('if %s { reject "no"; stop; }', 'if %s { reject "no\nmore"; }',
                'if not %s { discard; stop; } reject "no";') % test(0)


def answer():
    return "vacation %s %s \"away\";" % (
        pick("", ":days 3", ":days 30"),
        pick("", ':subject "gone"', ':addresses "bob+sales@b.example"'))


EXTRA = {"relational": relational, "imap4flags": flags, "regex": regex,
         "reject": refusal, "vacation": answer}


def command(depth):
    if depth > 0 and random.random() < 0.6:
        text = "if %s { %s }" % (test(2), block(depth - 1))
        if random.random() < 0.4:
            text += " elsif %s { %s }" % (test(1), block(depth - 1))
        if random.random() < 0.4:
            text += " else { %s }" % block(depth - 1)
        return text
    return pick('fileinto "%s";' % pick("A", "B", "Lists.c"), "keep;",
                "discard;", 'redirect "%s@x.example";' % pick("a", "b"),
                "stop;")


def block(depth):
    return " ".join(command(depth) for _ in range(random.randint(1, 3)))


def generated():
    random.seed(SEED)
    for number in range(COUNT):
        needs, text = ["fileinto", "envelope", "subaddress"], block(2)
        if random.random() < 0.5:
            extra = random.choice(sorted(EXTRA))
            needs += [extra] + ["comparator-i;ascii-numeric"] * (
                extra == "relational")
            text = " ".join(random.sample([EXTRA[extra](), text], 2))
        yield ("generated %d (SEED=%d)" % (number, SEED),
               ("require [%s];\n%s\n" % (
                   ", ".join('"%s"' % name for name in needs),
                   text)).encode(), MAIL.encode())


def of_cases():
    for folder, _, names in sorted(os.walk(CASES)):
        mail = os.path.join(folder, "mail")
        if "script.sieve" in names and os.path.exists(mail):
            yield (os.path.relpath(folder, CASES),
                   open(os.path.join(folder, "script.sieve"), "rb").read(),
                   open(mail, "rb").read())


# -- all of it -----------------------------------------------------------------

def run(case):
    name, script, mail = case
    folder = tempfile.mkdtemp()
    with open(os.path.join(folder, "conf"), "w") as conf:
        conf.write("dns = zone %s/zone\nauthserv_id = mx.b.example\n"
                   "now = 1767225600\nlog = stderr\n" % folder)
    open(os.path.join(folder, "zone"), "w").close()
    try:
        verdict, difference = compare(folder, script, mail)
    finally:
        shutil.rmtree(folder)
    return name, script, verdict, difference


def main():
    counts, number, failed = {}, 0, False
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, script, verdict, difference in pool.map(
                run, [*of_cases(), *generated()]):
            why = explain(script, difference) if verdict == "differs" else None
            kind = "explained" if why else verdict
            counts[kind] = counts.get(kind, 0) + 1
            if kind == "beyond":
                continue
            number += 1
            good = kind != "differs"
            failed |= not good
            print("%sok %d - %s%s" % ("" if good else "not ", number, name,
                                      ": explained: " + why if why else ""))
            if not good:
                for line in (script.decode("utf-8", "replace").splitlines() +
                             difference.splitlines()):
                    print("#   " + line)
    print("# engines: %s" % ", ".join("%d %s" % (n, kind) for kind, n in
                                      sorted(counts.items())))
    print("1..%d" % number)
    sys.exit(failed)


main()
