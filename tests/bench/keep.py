#!/usr/bin/python3
"""Writes what `make bench` measured into the README's table, into README here, and
the plots beside it.  keep.py RESULT_FOLDER
"""
import json
import os
import re
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "../..")
FIXED = "waxseal STATIC=1"
# In the order of what they are compared in one line.
OTHERS = ("dovecot-lda, Sieve", "fdm", "maildrop", "procmail",
          "opendkim-testmsg")


def replaced(path, pattern, text):
    """The one place that the pattern finds, with what stands in its group
    replaced."""
    with open(path) as file:
        whole = file.read()
    found = list(re.finditer(pattern, whole, re.M | re.S))
    if len(found) != 1:
        sys.exit("%s: not one place for %s" % (path, pattern))
    begin, end = found[0].span(1)
    with open(path, "w") as file:
        file.write(whole[:begin] + text + whole[end:])


def number(value):
    return "%.*f" % (0 if value >= 10 else 1 if value >= 2 else 2, value)


def rows(goals):
    for goal in goals:
        measured, wanted = goal["measured"], goal["goal"]
        met = measured >= wanted if goal["word"] == ">=" else \
            measured <= wanted
        yield "    %-51s %s %5s %6s%s\n" % (
            goal["name"], goal["word"], "%g" % wanted, number(measured),
            "" if met else "  MISSED")


def one_process(peers):
    """"20 KB, ms of CPU: ...", folded."""
    words = ["%.2f linked statically," % (1000 * peers[FIXED]["cpu"]),
             "%.2f dynamically;" % (1000 * peers["waxseal"]["cpu"])]
    words += ["%s %.2f%s" % (name.split(",")[0], 1000 * peers[name]["cpu"],
                             "," if name != OTHERS[-1] else "")
              for name in OTHERS]
    lines = ["    20 KB, ms of CPU:"]
    for word in words:
        if len(lines[-1]) + len(word) >= 79:
            lines.append("   ")
        lines[-1] += " " + word
    return "\n".join(lines) + "\n"


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "result.json")) as file:
        found = json.load(file)
    if not found["process"] or not found["endtoend"]:
        sys.exit("keep.py: rows are missing; run the bench as root")
    readme = os.path.join(TOP, "README")
    replaced(readme, r"^( +20 KB, ms of CPU:.*?\n)\n",
             one_process(found["process"]["20 KB, rsa"]))
    replaced(readme, r"^ +goal +is\n(.*?)\n(?=\n)",
             "".join(rows(found["goals"]))[:-1])
    with open(os.path.join(folder, "result.txt")) as file:
        text = "".join("  " + line if line.strip() else line for line in file)
    replaced(os.path.join(HERE, "README"),
             r"^Measured\n.*?\n\n(.*?)(?=\nWhat was tried\n)", text)
    for name in ("result.svg", "result.png", "goals.svg", "goals.png"):
        shutil.copy(os.path.join(folder, name), HERE)


main()
