#!/usr/bin/python3
"""The manual pages are true: their examples run, mandoc finds nothing to
complain of, every option and every configuration key is described."""
import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
WAXSEAL = os.environ.get("WAXSEAL", os.path.join(TOP, "build/waxseal"))
PAGES = ("mda/waxseal.1", "mda/waxseal.conf.5")
MAIL = """From: Ann <ann@garden.example>
To: ann@home.example
Subject: apples

Boskoop.
"""
count = failed = 0


def ok(good, name, detail=""):
    global count, failed
    count += 1
    failed += not good
    print("%sok %d - %s" % ("" if good else "not ", count, name))
    if not good and detail:
        print("#   " + detail.replace("\n", "\n#   "))


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
                    'deliver|explain) set -- -c waxseal.conf "$@";; esac; ' \
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


def check_keys(page):
    """Each key of the table in config.c stands in the manual, and no other."""
    table = set(re.findall(r'^\s*\{?\s*"([a-z_]+)",', read("mda/config.c"),
                           re.M))
    scores = set(name.lower() for name in re.findall(
        r'"([A-Z][A-Z0-9_]+)"', read("filter/verdict.c")) )
    described = set(re.findall(r"^\.It Ic (\w+)$", page, re.M))
    missing = table - described
    ok(not missing, "every key is described", " ".join(sorted(missing)))
    unknown = described - table - scores
    ok(not unknown, "every key described exists", " ".join(sorted(unknown)))


def main():
    for path in PAGES:
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning",
                               os.path.join(TOP, path)], capture_output=True)
        ok(lint.returncode == 0, path + " is well-formed",
           lint.stdout.decode())
    run_examples(read(PAGES[0]))
    check_configuration(read(PAGES[1]))
    check_keys(read(PAGES[1]))
    print("1..%d" % count)
    sys.exit(failed > 0)


main()
