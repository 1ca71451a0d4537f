#!/usr/bin/python3
"""Each sentence of an RFC that binds us, and each of its examples, is tested.

clauses/rfcNNNN holds a head comment and then rows, in the order of the text:

    4.1 must     a :days of less than the minimum is raised to it
                 unit/test_sieve_vacation.c: no day means one

section, kind (must, should, example), what it says in our words; below it each
place where that is tested:

    FILE: LABEL    a file of tests/ that holds LABEL (C strings in several
                   pieces count as one)
    cases/FOLDER   a case of ../cases.t
    none: REASON   what cannot bind us, and why

This looks only whether the places are there; what they show, reading tells."""

import os
import re
import sys

TESTS = os.path.dirname(os.path.abspath(__file__))
KINDS = ("must", "should", "example")
ROW = re.compile(r"(\d+(?:\.\d+)*|[A-Z]) (must|should|example) +(\S.*)$")
PLACE = re.compile(r" {4,}(\S.*)$")
WIDTH = 100
SPLIT = re.compile(r'(?<=[^\\])"[ \t]*\\?\n\s*"')    # "a" "b", in a macro too

sources = {}


def source(name):
    """The text of a test; "a" "b" of C is one string; None when there is none."""
    path = os.path.join(TESTS, name)
    if name not in sources:
        if os.path.isfile(path):
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                sources[name] = SPLIT.sub("", file.read())
        else:
            sources[name] = None
    return sources[name]


def wrong_place(place):
    """What is wrong with a place; "" when nothing is."""
    if place.startswith("none: "):
        return "" if len(place) > 12 else "no reason"
    if place.startswith("cases/"):
        there = os.path.isfile(os.path.join(TESTS, place, "expect"))
        return "" if there else "there is no case %s" % place
    name, colon, label = place.partition(": ")
    if not colon or len(label) < 2:
        return "neither FILE: LABEL, cases/FOLDER nor none: REASON"
    text = source(name)
    if text is None:
        return "there is no file tests/%s" % name
    return "" if label in text else "%s does not hold: %s" % (name, label)


def section_key(section):
    """Sections sort by number, appendices behind them."""
    if section.isalpha():
        return (1000, section)
    return tuple(int(number) for number in section.split("."))


class Ledger:
    def __init__(self, path):
        self.faults = []
        self.counts = dict.fromkeys(KINDS, 0)
        self.none = 0
        self.section = "0"
        self.places = 1     # of the last row
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        for number, line in enumerate(lines, 1):
            self.read(number, line)
        self.end_row(len(lines))
        if not sum(self.counts.values()):
            self.fault(len(lines), "no rows")

    def fault(self, number, words):
        self.faults.append("line %d: %s" % (number, words))

    def end_row(self, number):
        if self.places == 0:
            self.fault(number, "the row above has no place")

    def read(self, number, line):
        if len(line) > WIDTH or line != line.rstrip():
            self.fault(number, "too long, or white space at its end")
        if line.startswith("#") or not line:
            return
        row, place = ROW.match(line), PLACE.match(line)
        if row:
            self.end_row(number)
            self.start_row(number, row)
        elif place:
            self.add_place(number, place.group(1))
        else:
            self.fault(number, "neither a row nor a place")

    def start_row(self, number, row):
        if section_key(row.group(1)) < section_key(self.section):
            self.fault(number, "section %s behind %s" % (row.group(1),
                                                         self.section))
        self.section, self.places = row.group(1), 0
        self.counts[row.group(2)] += 1

    def add_place(self, number, place):
        wrong = wrong_place(place)
        if wrong:
            self.fault(number, wrong)
        self.places += 1
        self.none += place.startswith("none: ")

    def summary(self):
        kinds = ", ".join("%d %s" % (self.counts[kind], kind)
                          for kind in KINDS)
        return "%s; %d none" % (kinds, self.none)


def main():
    folder = os.path.join(TESTS, "clauses")
    names = sorted(os.listdir(folder))
    totals, none, failed = dict.fromkeys(KINDS, 0), 0, False
    for number, name in enumerate(names, 1):
        ledger = Ledger(os.path.join(folder, name))
        failed |= bool(ledger.faults)
        print("%sok %d - %s: %s" % ("not " if ledger.faults else "", number,
                                    name, ledger.summary()))
        for fault in ledger.faults:
            print("#   " + fault)
        none += ledger.none
        for kind in KINDS:
            totals[kind] += ledger.counts[kind]
    print("# clauses: %s; %d none" % (", ".join(
        "%d %s" % (totals[kind], kind) for kind in KINDS), none))
    print("1..%d" % len(names))
    sys.exit(failed)


main()
