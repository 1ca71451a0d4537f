#!/usr/bin/python3
"""Instructions of what must not get slower, counted by callgrind in deliver.c
from main() on: what linking takes is the system's.

counts.py           compares with counts.txt; fails where it is more than that
counts.py --write   writes counts.txt
"""
import os
import subprocess
import sys

import corpus
import scripts

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("BUILD", os.path.join(HERE, "../../build"))
KEPT = os.path.join(HERE, "counts.txt")
FOLDER = os.path.join(BUILD, "bench")
MORE = 0.03     # what other versions of libraries may make of it
# Mail, rules.
PATHS = (("2KB-rsa-LF", 0), ("20KB-rsa-LF", 0), ("20KB-rsa-LF", 20),
         ("20KB-rsa-LF", 2000), ("20KB-dkim+arc3-LF", 0),
         ("200KB-rsa-LF", 0), ("200KB-rsa-CRLF", 0))


def compiler():
    return subprocess.run([os.environ.get("CC", "gcc"), "--version"],
                          check=True, capture_output=True,
                          text=True).stdout.splitlines()[0]


def measure():
    zone, _ = corpus.make(FOLDER, os.path.join(BUILD, "tests/sign"),
                          ["2 KB", "20 KB", "200 KB"])
    scripts.make_zone(FOLDER)
    program = os.path.join(BUILD, "tests/bench/deliver")
    return {"%s, %d rules" % (mail, rules): scripts.instructions(
        FOLDER, program, rules, mail + ".eml") for mail, rules in PATHS}


def kept():
    with open(KEPT) as lines:
        return dict(line.rstrip("\n").split(": ") for line in lines)


def main():
    counts, by = measure(), compiler()
    if "--write" in sys.argv[1:]:
        text = "compiler: %s\n" % by + "".join(
            "%s: %d\n" % row for row in counts.items())
        with open(KEPT, "w") as out:
            out.write(text)
        return 0
    before, failed = kept(), 0
    if before.pop("compiler") != by:
        print("The kept counts are another compiler's.")
    for name, count in counts.items():
        change = count / int(before[name]) - 1
        failed += change > MORE
        print("%-5s %-30s %10d instructions, %+.1f %%" % (
            "MORE" if change > MORE else "ok", name, count, 100 * change))
    return failed > 0


sys.exit(main())
