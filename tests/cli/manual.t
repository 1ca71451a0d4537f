#!/usr/bin/python3
"""The manual pages are true: their examples run, mandoc finds nothing to
complain of, every option and every configuration key is described."""
import os
import re
import subprocess
import sys
import tempfile

from tap import done, ok

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
WAXSEAL = os.environ.get("WAXSEAL", os.path.join(TOP, "build/waxseal"))
PAGES = ("mda/waxseal.1", "mda/waxseal.conf.5", "mda/waxseal-sieve.5",
         "mda/waxseal-submit.1")
MAIL = """From: Ann <ann@garden.example>
To: ann@home.example
Subject: apples

Boskoop.
"""


def read(path):
    with open(os.path.join(TOP, path)) as file:
        return file.read()


def examples(page):
    """The literal blocks of EXAMPLES, as typed."""
    text = page[page.index(".Sh EXAMPLES"):]
    for block in re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", text,
                            re.M | re.S):
        yield block.replace("\\e", "\\")


def prepare(folder):
    uid = os.getuid() or 65534
    home = os.path.join(folder, "home")
    os.mkdir(home)
    os.chown(home, uid, uid)
    os.chmod(folder, 0o755)
    files = {
        "mail.eml": MAIL,
        "ann.sieve": 'require "fileinto";\nfileinto "Apples";\n',
        "users.txt": "ann@home.example:%d:%d:%s::\n" % (uid, uid, home),
        "waxseal.conf": "log = stderr\ndns = zone %s/zone\n" % folder,
        "zone": "garden.example TXT \"v=spf1 -all\"\n",
    }
    for name, text in files.items():
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)


def run_examples(page):
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        for block in examples(page):
            for line in re.findall(r"^\$ ((?:.*\\\n)*.*)", block, re.M):
                script = 'waxseal() { sub=$1; shift; case $sub in ' \
                    'deliver|explain|test|refilter) set -- -c waxseal.conf "$@";; esac; ' \
                    '%s $sub "$@"; }\n%s\n' % (WAXSEAL, line)
                done = subprocess.run(["sh", "-c", script], cwd=folder,
                                      capture_output=True, timeout=30)
                ok(done.returncode == 0, "runs: " + line.split("\n")[0],
                   (done.stdout + done.stderr).decode(errors="replace"))


def check_configuration(page):
    """The example configuration loads; unknown keys do not."""
    conf = next(examples(page))
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        path = os.path.join(folder, "example.conf")
        for text, good in ((conf, True), (conf + "no_such_key = 1\n", False)):
            with open(path, "w") as file:
                file.write(text)
            done = subprocess.run(
                [WAXSEAL, "explain", "-c", path, "-o", "users=", "-o",
                 "dns=zone " + os.path.join(folder, "zone"),
                 os.path.join(folder, "mail.eml")],
                capture_output=True, timeout=30)
            ok((done.returncode == 0) == good, "the example configuration "
               + ("loads" if good else "with an unknown key does not"),
               done.stderr.decode())


def score_text(points):
    """Hundredths as the manual has them."""
    text = "%.2f" % (points / 100)
    return text[:-1] if text.endswith("0") else text


def check_keys(page):
    """Every key of the tables in config.c and score.c is described, with its
    default where that is a score, and no other is."""
    keys = set(re.findall(r'^\s*\{ "([a-z_]+)",', read("mda/config.c"), re.M))
    scores = {name.lower(): score_text(int(points)) for name, points in
              re.findall(r"ROW\((\w+), (-?\d+),", read("filter/score.c"))}
    described = set(re.findall(r"^\.It Ic (\w+)$", page, re.M))
    known = keys | set(scores)
    ok(len(keys) > 15 and len(scores) > 15, "the tables are read")
    ok(not known - described, "every key is described",
       " ".join(sorted(known - described)))
    ok(not described - known, "every key described exists",
       " ".join(sorted(described - known)))
    plain = page.replace("\\-", "-")
    wrong = [name for name, default in scores.items() if not re.search(
        r"^\.It Ic %s\n(?:[^.].*\n)*?Default: %s\.$" % (
            name, re.escape(default)), plain, re.M)]
    ok(not wrong, "the defaults of the score are as described",
       " ".join(sorted(wrong)))


def check_sieve(page):
    """Every extension is in the table as ours, turned on or not, and no other;
    the example scripts compile."""
    known = set(re.findall(r'STR_INIT\("([^"]+)"\)',
                           read("filter/sieve/extension.c")))
    table = {}
    for names, has in re.findall(
            r"^\.It ([^\n]*?) Ta [^\n]*?((?: Ta (?:\+|o|\\-)){4})$", page, re.M):
        for name in names.split(", "):
            table[name] = has.replace(" Ta ", "").replace("\\", "")
    ours = {name for name, has in table.items() if has[0] in "+o"}
    ok(known and known == ours, "the table has the extensions that there are",
       " ".join(sorted(known ^ ours)))
    short = {}
    for has, names in re.findall(
            r"^    ((?:[-+o] ){4}) ((?:.*\n)(?: {13}.*\n)*)", read("README"),
            re.M):
        short.update((name, has.replace(" ", "")) for name in names.split())
    ok(short == table, "README has the same table",
       " ".join(sorted(name for name in {**short, **table}
                       if short.get(name) != table.get(name))))
    for number, script in enumerate(examples(page), 1):
        with tempfile.NamedTemporaryFile("w", suffix=".sieve") as file:
            file.write(script)
            file.flush()
            done = subprocess.run([WAXSEAL, "check", file.name],
                                  capture_output=True, timeout=30)
            ok(done.returncode == 0, "example script %d compiles" % number,
               (done.stdout + done.stderr).decode())


def main():
    for path in PAGES:
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning",
                               os.path.join(TOP, path)], capture_output=True)
        ok(lint.returncode == 0, path + " is well-formed",
           lint.stdout.decode())
    run_examples(read(PAGES[0]))
    check_configuration(read(PAGES[1]))
    check_keys(read(PAGES[1]))
    check_sieve(read(PAGES[2]))
    return done()


sys.exit(main())
