#!/usr/bin/python3
"""Scripts that loop, explode or never end: each is over within its limits, says
so, and the mail is kept.  The comments tell the CPU seconds that each took."""
import os
import resource
import subprocess
import sys
import tempfile

from tap import done, ok

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
WAXSEAL = os.environ.get("WAXSEAL", os.path.join(TOP, "build/waxseal"))
# Seconds of CPU for all scripts of a mail; under sanitizers all takes longer.
SANITIZED = "asan" in WAXSEAL
MOST = 60 if SANITIZED else 8

LINES = "".join("X-%d: %s\n" % (i, "a" * 60) for i in range(1500))
MAIL = ("From: Ann <ann@a.example>\nTo: bob@b.example\nSubject: %s\n"
        "X-Long: %s\nX-Many: %s\n%s\n%s\n" %
        ("hello", "\n ".join(["a" * 900] * 60),
         ",\n ".join("u%d@a.example" % i for i in range(1000)), LINES,
         ("a" * 70 + "\n") * 30000))


def run(*arguments):
    """(status, output, seconds of CPU)"""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([WAXSEAL, *arguments], capture_output=True,
                          timeout=300)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (done.returncode,
            (done.stdout + done.stderr).decode(errors="replace"),
            after.ru_utime + after.ru_stime - before.ru_utime -
            before.ru_stime)


def write(name, text):
    with open(name, "w") as file:
        file.write(text)
    return name


def expect(name, got, status, said):
    ended, out, cpu = got
    ok(ended == status and said in out and cpu < MOST,
       "%s: %s" % (name, said or "nothing to complain of"),
       "status %d, %.2f s, want %d and %r in:\n%s" % (
           ended, cpu, status, said, out[-2500:]))
    print("# %.2f s" % cpu)


def rules(head, rule, times):
    return "require [%s];\n" % head + "".join(
        rule.replace("NN", str(i)) for i in range(times))


# -- what does not compile, or takes long to -----------------------------------

MEGABYTE = 1000 * 1000
COMPILED = (
    # name, script, errors?, what is said
    ("10 000 nested blocks", "if true {\n" * 10000 + "keep;" + "}" * 10000,
     True, "nested"),
    ("10 000 nested tests", "if " + "not " * 10000 + "true {}", True,
     "nested"),
    ("10 000 nested lists of tests", "if " + "allof(" * 10000 + "true" +
     ")" * 10000 + "{}", True, "nested"),
    ("a string of a megabyte", 'if header "subject" "%s" {}' %
     ("x" * MEGABYTE), False, ""),
    ("a string without an end", 'if header "subject" "%s' % ("x" * MEGABYTE),
     True, "never closed"),
    ("text without an end", "redirect text:\n" + "x\n" * 400000, True,
     "\".\""),
    ("a comment without an end", "/*" + "x" * MEGABYTE, True, "comment"),
    ("33 000 rules", rules('"fileinto"', 'if true { fileinto "a"; }\n', 33000),
     True, "too many commands"),
    ("60 000 strings", "if header \"a\" [" + '"a",' * 60000 + '"b"] {}', True,
     "too many strings"),
    ("100 000 errors", "x;" * 100000, True, "no command"),
    ("100 000 errors in one line", "if x {" * 30 + "y;" * 100000, True, ""),
    ("a row of brackets", "[" * MEGABYTE, True, ""),
    ("a row of braces", "{" * MEGABYTE, True, ""),
    ("a row of commas", "if anyof (" + "," * MEGABYTE, True, ""),
    ("a number without an end", "if size :over " + "9" * MEGABYTE + " {}",
     True, "number"),
    ("a name without an end", "a" * MEGABYTE, True, ""),
    ("a tag without an end", "keep :" + "a" * MEGABYTE + ";", True, ""),
    ("zeros", "\0" * MEGABYTE, True, ""),
    ("300 000 references", rules(
        '"variables"', 'set "a" "%s";\n' % ("${a}" * 5000), 40), True,
     "too many variables"),
    ("9 000 branches", "if header \"a\" \"b\" {}\n" +
     "elsif header \"a\" \"b\" {}\n" * 9000, False, "has the same test"),
    ("a regular expression that is too long", rules(
        '"regex"', 'if header :regex "a" "%s" {}' % ("a?" * 5000), 1), True,
     "regular expression"),
    ("a regular expression of brackets", rules(
        '"regex"', 'if header :regex "a" "%s%s" {}' % ("(" * 1900,
                                                       ")" * 1900), 1), True,
     "regular expression"),
    ("a regular expression that multiplies", rules(
        '"regex"', 'if header :regex "a" "%s" {}' % "((((a{1,200}){1,200})"
        "{1,200}){1,200})", 1), True, "regular expression"),
)


def compiled(name, script, errors, said):
    path = write("hostile.sieve", script)
    expect("check: " + name, run("check", path), 65 if errors else 0, said)


# -- what compiles, and takes long to run ----------------------------------------

SLOW = "takes too long"
RUN = (
    # name, script, does it fail?, what is said
    ("patterns that go back", rules(
        '"fileinto"', 'if header :matches "x-long" "*a*a*a*a*a*aNN*b" {}\n',
        500), False, ""),
    ("one pattern of many stars", 'if header :matches "x-long" "%sb" {}' %
     ("*a" * 5000), False, ""),
    ("regular expressions that go back", rules(
        '"regex"', 'if header :regex "x-long" "(a+)+[bNN]$" {}\n', 200), True,
     SLOW),
    ("regular expressions with choices", rules(
        '"regex"', 'if header :regex "x-long" "^((a|aa)+ ?)+[bNN]$" {}\n', 200),
     True, SLOW),
    ("regular expressions over the body", rules(
        '"regex", "body"', 'if body :raw :regex "(.*a){9}[bNN]" {}\n', 200),
     True, SLOW),
    ("tests of the whole body", rules(
        '"body"', 'if body :raw :contains "aaaaaaaaaaaaaaaaaaaaaaaaNN" {}\n',
        4000), True, SLOW),
    ("tests of all parts", rules(
        '"body"', 'if body :text :matches "*b*NN" {}\n', 4000), True, SLOW),
    ("every field, many times", rules(
        '"fileinto"', 'if header ["X-1499", "X-1498", "X-1497"] "NN" {}\n',
        6000), False, ""),
    ("a thousand addresses, many times", rules(
        '"subaddress"', 'if address :detail "x-many" "NN" {}\n'
        'if address :contains "to" "NN" {}\n', 3000).replace(
            "x-many", "x-original-to"), False, ""),
    ("variables that double", rules(
        '"variables"', 'set "a" "${a}${a}a";\n', 5000), True,
     "too much text"),
    ("variables in all directions", rules(
        '"variables"', 'set "vNN" "${vNN}a";\n', 400), True,
     "more than 256 variables"),
    ("matches of matches", rules(
        '"variables"', 'if string :matches "${1}${1}a" "*" {}\n', 5000),
     True, "too much text"),
    ("actions without an end", rules('"fileinto"', 'fileinto "FNN";\n', 100),
     True, "more than 32 actions"),
    ("redirects without an end", rules(
        '"copy"', 'redirect :copy "uNN@c.example";\n', 20), True,
     "redirects"),
    ("flags without an end", rules(
        '"imap4flags"', 'addflag "flagNN";\n', 5000), True,
     "too much text"),
    ("fields without an end", rules(
        '"editheader"', 'addheader "X-NN" "%s";\n' % ("y" * 200), 3000), True,
     "too much memory"),
    ("fields to delete, many times", rules(
        '"editheader"', 'deleteheader :matches "X-Long" "*a*b*NN";\n', 4000),
     False, ""),
    ("forms without an end", rules(
        '"editheader", "fileinto"',
        'addheader "X-NN" "1"; fileinto "FNN";\n', 30), True,
     "more than 16 forms"),
    ("text in the place of parts", rules(
        '"mime", "foreverypart", "replace"',
        'replace "%s";\n' % ("z" * 9000), 90), True, "too much text"),
    ("parts in parts", rules(
        '"foreverypart", "mime", "enclose"', 'enclose :subject "NN" "x";\n',
        200), True, "too much text"),
    ("notices without an end", rules(
        '"enotify"', 'notify "mailto:uNN@c.example";\n', 60), True,
     "notifications"),
    ("things to remember", rules(
        '"duplicate"', 'if duplicate :uniqueid "NN" {}\n', 4000), True,
     "things to remember"),
    ("lists of lists", "if anyof (%s) {}" % ", ".join(
        'header ["x-long", "subject"] ["%s"]' % '", "'.join(
            "a%d" % i for i in range(100)) for j in range(300)), False, ""),
)


def ran(name, script, fails, said):
    path = write("hostile.sieve", script)
    flags = ("-o", "dns=zone zone", "-o", "log=stderr")
    expect(name, run("test", "-T", "actions", *flags, path, "mail"),
           65 if fails else 0, said)
    status, out, _ = run("explain", *flags, "-o",
                         "sieve=" + os.path.abspath(path), "mail")
    ok(status == 0 and (not fails or "into the folder INBOX" in out),
       name + ": the mail is kept", out)
    _, out, cpu = run("test", *flags, path, "mail")
    ok(len(out) < 400 * 1000 and cpu < MOST, name + ": told in few words")


def nested(level):
    """Eighteen parts in each other, and 150 in the last."""
    if level == 18:
        return "--b17\nContent-Type: text/plain\n\nx\n" * 150
    return ("--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n%s--b%d--\n" %
            (level - 1, level, nested(level + 1), level))


def looped():
    """Loops in loops take a step for each chain of parts in each other."""
    write("parts", "From: a@a.example\nMIME-Version: 1.0\nContent-Type: "
          "multipart/mixed; boundary=b0\n\n" + nested(1) + "--b0--\n")
    for depth in (10, 25):
        path = write("hostile.sieve", 'require "foreverypart";\n' +
                     "foreverypart {\n" * depth + "if true {}" + "}" * depth)
        expect("%d loops in loops" % depth, run(
            "test", "-o", "dns=zone zone", "-o", "log=stderr", path, "parts"),
            0, "")


def included():
    """Each includes the next twice: 2 to the power of 9."""
    os.mkdir("scripts")
    for i in range(9):
        write("scripts/s%d.sieve" % i, 'require "include";\n' + 2 *
              ('include "s%d";\n' % (i + 1)))
    write("scripts/s9.sieve", "if size :over 1 {}\n" * 1000)
    path = write("scripts/main.sieve", 'require "include";\n' + 8 *
                 'include "s0";\n')
    flags = ("-o", "dns=zone zone", "-o", "log=stderr", "-o",
             "sieve_dir=" + os.path.abspath("scripts"))
    expect("scripts that include each other over and over",
           run("test", "-T", "actions", *flags, path, "mail"), 65, "include")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        write("zone", "")
        write("mail", MAIL)
        for case in COMPILED:
            compiled(*case)
        expect("check: a script that is too long", run("check", write(
            "hostile.sieve", "#" * (1024 * 1024 + 1))), 65, "it has more than 1048576 bytes")
        for case in RUN:
            ran(*case)
        looped()
        included()
        os.chdir("/")
    return done()


sys.exit(main())
