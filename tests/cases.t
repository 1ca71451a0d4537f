#!/usr/bin/python3
"""Runs every case under tests/cases through `waxseal explain --json`.

A case is a folder of text files:
  mail          the message; or mail.esc, where \\xNN, \\r and \\\\ are escapes and
                a line "@repeat N text" stands for N lines ("%d" is the number)
  sign          one line a signature, arguments of build/tests/sign, applied in
                order (the last line's field ends on top); see tests/sign.c
  envelope      "client 192.0.2.1", "helo h", "sender a@b", "recipient u@d", ...
  zone          DNS (waxseal.conf(5), "dns = zone"); @rsa2048@ stands for the key
                record of keys/rsa2048.pem, and so for the other keys
  conf          waxseal.conf
  script.sieve  the user's script; before.sieve and after.sieve around it;
                sieve/ and global/: folders of what they include; lists/: of
                external lists
  address_book  the user's (waxseal.conf(5)); trusted: the user's list of those
                who are (user_trusted)
  expect        what must hold, a line each (below)
zone, conf and envelope that a case does not have are those of the folder above.

  dmarc.status = fail           that value, as text
  dkim.0.reason ~ body hash     a regular expression found in it
  fields ~ ^Received-SPF:       of a list: in one of its elements
  fields !~ evil                nowhere in it
  dkim.# = 2                    how many there are
Lines that begin with "#" say what the case shows.  An argument names subjects
or cases to run (default: all).
"""
import concurrent.futures
import functools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "cases")
WAXSEAL = os.environ.get("WAXSEAL", os.path.join(HERE, "../build/waxseal"))
SIGN = os.environ.get("SIGN", os.path.join(HERE, "../build/tests/sign"))
FLAGS = {"client": "--client-ip", "helo": "--helo", "name": "--client-name",
         "sender": "-f", "recipient": "-r", "original": "-a",
         "extension": "-m", "sasl": "--sasl", "queue": "--queue-id"}
FOLDERS = (("sieve", "sieve_dir"), ("global", "sieve_global_dir"),
           ("lists", "sieve_lists"))
USER_FILES = (("address_book", "address_book"), ("trusted", "user_trusted"))
NOW = "1767225600"  # 2026-01-01 00:00:00 UTC, the time of all cases


def inherited(folder, name):
    """The file of that name in the case, else in its subject; or None."""
    for place in (folder, os.path.dirname(folder)):
        path = os.path.join(place, name)
        if os.path.exists(path):
            return path
    return None


def unescape(text):
    def repeat(match):
        count, line = int(match[1]), match[2]
        return "".join(line.replace("%d", str(i)) + "\n" for i in range(count))

    text = re.sub(r"^@repeat (\d+) (.*)\n", repeat, text, flags=re.M)
    escapes = {"\\r": b"\r", "\\\\": b"\\"}
    out = b""
    for part in re.split(r"(\\x[0-9a-f]{2}|\\r|\\\\)", text):
        if part.startswith("\\x"):
            out += bytes([int(part[2:], 16)])
        else:
            out += escapes.get(part, part.encode())
    return out


def read_mail(folder):
    escaped = os.path.join(folder, "mail.esc")
    if os.path.exists(escaped):
        mail = unescape(open(escaped).read())
    else:
        mail = open(os.path.join(folder, "mail"), "rb").read()
    recipe = os.path.join(folder, "sign")
    if os.path.exists(recipe):
        for line in open(recipe):
            if line.strip() and not line.startswith("#"):
                mail = subprocess.run([SIGN] + shlex.split(line), input=mail,
                                      cwd=HERE, check=True,
                                      stdout=subprocess.PIPE).stdout
    return mail


def envelope_flags(folder):
    flags = []
    path = inherited(folder, "envelope")
    for line in open(path) if path else ():
        key, _, value = line.rstrip("\n").partition(" ")
        if key and not key.startswith("#"):
            flags += [FLAGS[key], value]
    return flags


@functools.lru_cache(maxsize=None)
def key_record(name):
    return subprocess.run([SIGN, "--record", "keys/%s.pem" % name], cwd=HERE,
                          check=True, capture_output=True,
                          text=True).stdout.strip()


def write_zone(folder, path):
    source = inherited(folder, "zone")
    text = open(source).read() if source else ""
    with open(path, "w") as zone:
        zone.write(re.sub(r"@(\w+)@", lambda m: key_record(m[1]), text))
    return path


def user_files(folder, scratch):
    """Copies of the user's own files: they must belong to who runs us."""
    args = []
    for name, key in USER_FILES:
        source = inherited(folder, name)
        path = os.path.join(scratch, name)
        if source:
            with open(source) as text, open(path, "w") as copy:
                copy.write(text.read())
            os.chmod(path, 0o600)
        args += ["-o", key + "=" + (path if source else "")]
    return args


def folders(folder, scratch):
    """Copies of the case's folders, for the same reason."""
    args = []
    for name, key in FOLDERS:
        source = os.path.join(folder, name)
        path = os.path.join(scratch, name + ".d")
        if os.path.isdir(source):
            shutil.copytree(source, path, copy_function=shutil.copyfile)
        args += ["-o", key + "=" + (path if os.path.isdir(path) else "")]
    return args


def command(folder, scratch):
    conf = inherited(folder, "conf")
    if conf is None:
        conf = os.path.join(scratch, "conf")
        open(conf, "w").close()
    zone = write_zone(folder, os.path.join(scratch, "zone"))
    args = [WAXSEAL, "explain", "--json", "-c", conf, "-o", "dns=zone " + zone]
    if not re.search(r"^now\b", open(conf).read(), re.M):
        args += ["-o", "now=" + NOW]
    for name, key in (("script", "sieve"), ("before", "sieve_before"),
                      ("after", "sieve_after")):
        source = os.path.join(folder, name + ".sieve")
        path = os.path.join(scratch, name + ".sieve")
        if os.path.exists(source):  # read by a user who may not come here
            shutil.copyfile(source, path)
        args += ["-o", key + "=" + (path if os.path.exists(path) else "")]
    return (args + user_files(folder, scratch) + folders(folder, scratch) +
            envelope_flags(folder))


def explain(folder):
    with tempfile.TemporaryDirectory() as scratch:
        mail = os.path.join(scratch, "mail")
        with open(mail, "wb") as out:
            out.write(read_mail(folder))
        run = subprocess.run(command(folder, scratch) + [mail],
                             capture_output=True, timeout=60)
    if run.returncode != 0:
        raise RuntimeError("exit %d: %s" % (run.returncode,
                                            run.stderr.decode()))
    return json.loads(run.stdout)


def lookup(value, path):
    for key in path.split("."):
        if key == "#":
            value = len(value)
        elif isinstance(value, list):
            value = value[int(key)] if int(key) < len(value) else None
        else:
            value = value[key]
    return value


def as_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def holds(result, line):
    """None if the expectation holds, else what was found instead."""
    match = re.match(r"(\S+)\s+(=|~|!~)(?:\s+(.*))?$", line)
    if not match:
        return "not an expectation"
    path, operator, want = match[1], match[2], match[3] or ""
    try:
        value = lookup(result, path)
    except (KeyError, ValueError, TypeError, AttributeError):
        return "no such value"
    values = [as_text(v) for v in value] if isinstance(value, list) \
        else [as_text(value)]
    if operator == "=":
        good = values == [want]
    else:
        good = any(re.search(want, v) for v in values) == (operator == "~")
    return None if good else "found " + json.dumps(value)[:2000]


def run_case(folder):
    wrong, checked = [], 0
    try:
        result = explain(folder)
    except (RuntimeError, ValueError, OSError, subprocess.SubprocessError) as e:
        return [str(e)]
    for line in open(os.path.join(folder, "expect")):
        line = line.rstrip("\n")
        if line and not line.startswith("#"):
            checked += 1
            problem = holds(result, line)
            if problem:
                wrong.append("%s  -- %s" % (line, problem))
    return wrong if checked else ["expects nothing"]


def find_cases(wanted):
    for folder, _, files in sorted(os.walk(CASES)):
        name = os.path.relpath(folder, CASES)
        if "expect" in files and (not wanted or any(
                name == w or name.startswith(w + "/") for w in wanted)):
            yield name


def main():
    names = list(find_cases(sys.argv[1:]))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        results = pool.map(run_case, [os.path.join(CASES, n) for n in names])
        failed = 0
        for number, (name, wrong) in enumerate(zip(names, results), 1):
            print("%sok %d - %s" % ("not " if wrong else "", number, name))
            for line in wrong:
                print("#   " + line.replace("\n", "\n#   "))
            failed += bool(wrong)
    print("1..%d" % len(names))
    sys.exit(1 if failed or not names else 0)


if __name__ == "__main__":
    main()
