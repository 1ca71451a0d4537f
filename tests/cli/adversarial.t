#!/usr/bin/python3
"""Mails that are made to cost: each is delivered, within 2 seconds of processor
time and 32 MB of memory, and says what was beyond a limit.

Memory is RLIMIT_DATA, which counts all that is private and writable, of each
process; so a mail that is delivered has kept to it.  Time is that of both
processes together.  The figures stand behind the names.
"""
import glob
import os
import resource
import shutil
import subprocess
import sys
import tempfile

from tap import done, ok

HERE = os.path.dirname(os.path.abspath(__file__))
WAXSEAL = os.environ.get("WAXSEAL", os.path.join(HERE, "../../build/waxseal"))
SANITIZED = "ASAN_OPTIONS" in os.environ
SECONDS, MEMORY = 2, 32 << 20
ROOT = os.getuid() == 0
UID, GID = (65534, 65534) if ROOT else (os.getuid(), os.getgid())

HEAD = (b"From: Ann <ann@a.example>\nTo: bob@b.example\nSubject: hello\n"
        b"Date: Mon, 21 Sep 2026 13:33:00 +0000\nMessage-ID: <1@a.example>\n")
RECEIVED = (b"Received: from h%d.example (h%d.example [192.0.2.%d]) by"
            b" h%d.example with ESMTP;\n Mon, 21 Sep 2026 13:33:00 +0000\n")
KEY = ("p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC+Ws+5bDx5daAYYioPU4iUpN9PfxS"
       "BZQV/hHjW6s3KnS/b5XPs10+fBXzYCKmbCUdg4guIh0KbeKybmB3sILRcKZ8T266Oo8Po"
       "RRmohLW8JXVPvmpIC7WNv6CkV9JMEVDGhQ8I6Uz2bZqwZi1WCaCILvL693mk+6Ir/uh5N"
       "QFL0wIDAQAB")
ZONE = "\n".join(
    [f"s._domainkey.d{i}.example TXT \"v=DKIM1; {KEY}\"" for i in range(300)] +
    # a bomb: each includes the next two, and asks for hosts without end
    [f"bomb{i}.example TXT \"v=spf1 include:bomb{2 * i + 1}.example "
     f"include:bomb{2 * i + 2}.example mx ptr exists:%{{l}}.x{i}.example "
     f"-all\"" for i in range(200)] +
    [f"bomb{i}.example MX {j} m{j}.bomb{i}.example"
     for i in range(50) for j in range(60)])
SCRIPT = """require ["fileinto", "body", "regex", "variables"];
if header :matches "to" "*x*y*z*" { keep; }
if header :regex "subject" "^(a+)+$" { keep; }
if body :text :contains "never" { fileinto "Never"; }
if body :content "text" :matches "*a*b*c*d*e*f*" { fileinto "Never"; }
if header :contains "received" "nowhere" { fileinto "Never"; }
"""


def signature(i, extra=b""):
    return (b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=d%d."
            b"example; s=s;\n h=From:To:Subject; bh=47DEQpj8HBSa+/TImW+5JCeuQeR"
            b"km5NMpJWZG3hSuFU=;\n b=%s%s\n" % (i, b"AAAA" * 40, extra))


def arc_set(i):
    return (b"ARC-Seal: i=%d; a=rsa-sha256; cv=pass; d=d%d.example; s=s; b=AAAA"
            b"\nARC-Message-Signature: i=%d; a=rsa-sha256; c=relaxed/relaxed;"
            b" d=d%d.example; s=s; h=From;\n bh=AAAA; b=AAAA\n"
            b"ARC-Authentication-Results: i=%d; x.example; dmarc=pass\n"
            % (i, i % 300, i, i % 300, i))


def nested(depth):
    for i in range(depth):
        yield (b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
               % (i, i))
    yield b"\nend\n"


def siblings(count):
    yield b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    for i in range(count):
        yield b"--b\nContent-Type: text/plain; charset=gb18030\n\npart %d\n" % i
    yield b"--b--\n"


def long_line(size):
    yield b"\n"
    block = b"x" * (1 << 20)
    for i in range(size >> 20):
        yield block
    yield b"\n"


def lines(count, line):
    for i in range(0, count, 1000):
        yield line * 1000


# name, the mail in pieces, MAIL FROM, what the stored mail or the log says (or
# explain)
CASES = [
    ("100 000 header fields",
     lambda: [HEAD, *(b"X-%d: y\n" % i for i in range(100000)), b"\nx\n"],
     None, "header"),
    ("one header field of 10 MB",
     lambda: [HEAD, b"X: ", b"y" * (10 << 20), b"\n\nx\n"], None, "header"),
    ("a header block without end",
     lambda: [HEAD, *lines(1000000, b"X-Long-Name-Of-A-Field: value\n")],
     None, "header"),
    ("folded a million times",
     lambda: [HEAD, b"X: y\n", *lines(1000000, b" y\n"), b"\nx\n"], None,
     "header"),
    ("10 000 parts in a row",
     lambda: [HEAD, *siblings(10000)], None, None),
    ("10 000 nested parts",
     lambda: [HEAD, b"MIME-Version: 1.0\n", *nested(10000)], None, None),
    ("10 000 signatures",
     lambda: [*(signature(i) for i in range(10000)), HEAD, b"\nx\n"], None,
     "header"),
    ("300 signatures with keys",
     lambda: [*(signature(i) for i in range(300)), HEAD, b"\nx\n"], None,
     "explain: not verified: too many signatures"),
    ("signatures over a body of 30 MB, each in its own way",
     lambda: [*(signature(i, b"; l=%d" % (i * 1000000))
                for i in range(30)), HEAD, b"\n",
              *lines(1000000, b"thirty bytes, and blanks    \n")], None, None),
    ("a line of 1 GB",
     lambda: [HEAD, *long_line(1 << 30)], None, None),
    ("10 000 recipients in To",
     lambda: [HEAD.replace(b"To: bob", b"To: " + b",\n ".join(
         b"r%d <r%d@c.example>" % (i, i) for i in range(10000)) +
         b",\n bob"), b"\nx\n"], None, None),
    ("10 000 authors",
     lambda: [HEAD.replace(b"From: ", b"From: " + b",\n ".join(
         b"r%d <r%d@c%d.example>" % (i, i, i) for i in range(6000)) +
         b",\n "), b"\nx\n"], None, "author|who wrote"),
    ("encoded words that unfold",
     lambda: [HEAD.replace(b"hello", b"\n ".join(
         [b"=?iso-2022-jp?B?GyRCJEobKEIbJEIkShsoQg==?="] * 5000)), b"\nx\n"],
     None, None),
    ("comments within comments",
     lambda: [HEAD.replace(b"Ann", b"(" * 100000), b"\nx\n"], None,
     "author|who wrote"),
    ("10 000 ARC fields",
     lambda: [*(arc_set(i) for i in range(3333, 0, -1)), HEAD, b"\nx\n"],
     None, "arc=fail|header"),
    ("50 ARC sets",
     lambda: [*(arc_set(i) for i in range(50, 0, -1)), HEAD, b"\nx\n"], None,
     "arc=fail"),
    ("10 000 Received fields",
     lambda: [*(RECEIVED % (i, i, i % 250, i + 1) for i in range(10000)),
              HEAD, b"\nx\n"], None, "header"),
    ("an SPF record that asks without end",
     lambda: [HEAD, b"\nx\n"], "x" * 60 + "@bomb0.example",
     "spf=permerror"),
    ("a regular expression that goes back",
     lambda: [HEAD.replace(b"hello", b"a" * 50000 + b"!"), b"\nx\n"], None,
     None),
    ("a body of base64 without end",
     lambda: [HEAD, b"Content-Type: text/html\nContent-Transfer-Encoding: "
              b"base64\n\n", *lines(300000, b"YWFhYWFhYWFhYWFhYWFh\n")], None,
     None),
    ("NULs",
     lambda: [HEAD, b"\n", *lines(1000000, b"\0" * 10)], None, None),
    ("carriage returns",
     lambda: [b"\r" * 500000, HEAD, b"\n", b"\r" * 1000000], None, "header"),
]


def limit():
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def used():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def deliver(room, pieces, sender):
    before = used()
    with tempfile.TemporaryFile(dir=room) as mail:
        for piece in pieces:
            mail.write(piece)
            last = piece
        size = mail.tell()
        mail.seek(0)
        run = subprocess.run(
            [WAXSEAL, "-c", f"{room}/conf", "-d", "bob@b.example", "-f",
             sender or "ann@a.example", "--client-ip", "192.0.2.1"],
            stdin=mail, stderr=subprocess.PIPE,
            preexec_fn=None if SANITIZED else limit)
    return run, used() - before, size, last


def explain(room, pieces):
    with open(f"{room}/mail", "wb") as mail:
        mail.writelines(pieces)
    return subprocess.run([WAXSEAL, "explain", "-c", f"{room}/conf", "-o",
                           "log=stderr", f"{room}/mail"], check=True,
                          stdout=subprocess.PIPE, text=True).stdout


def stored(room):
    return [path for path in glob.glob(f"{room}/home/Maildir/**/*",
                                       recursive=True)
            + glob.glob(f"{room}/home/Maildir/.*/new/*")
            if os.path.isfile(path) and "/new/" in path]


def prepare(room):
    os.chmod(room, 0o755)
    os.mkdir(f"{room}/home", 0o700)
    files = {"users.txt": f"bob@b.example:{UID}:{GID}:{room}/home::\n",
             "zone": ZONE + "\n", "home/.sieve": SCRIPT,
             "conf": f"users = {room}/users.cdb\ndns = zone {room}/zone\n"
             f"authserv_id = mx.b.example\nlog = {room}/log\n"
             "fsync = never\nnow = 1790000000\nlocal_domains = b.example\n"
             "state =\n"}
    for name, text in files.items():
        with open(f"{room}/{name}", "w") as file:
            file.write(text)
    for name in ("home", "home/.sieve"):
        os.chown(f"{room}/{name}", UID, GID)
    subprocess.run([WAXSEAL, "users", "build", f"{room}/users.txt",
                    f"{room}/users.cdb"], check=True, stdout=subprocess.PIPE)


def try_case(room, name, pieces, sender, says):
    run, seconds, size, last = deliver(room, pieces(), sender)
    if seconds > SECONDS and not SANITIZED:  # the machine may be busy
        shutil.rmtree(f"{room}/home/Maildir", ignore_errors=True)
        run, seconds, size, last = deliver(room, pieces(), sender)
    with open(f"{room}/log", "rb") as log:
        line = log.read().splitlines()[-1].decode()
    files = stored(room)
    ok(run.returncode == 0 and len(files) == 1,
       f"{name}: delivered, {size} bytes", run.stderr, line, files)
    ok(SANITIZED or seconds <= SECONDS, f"{name}: {seconds:.2f} s", line)
    if says and says.startswith("explain: "):
        ok(says[9:] in explain(room, pieces()), f"{name}: {says}")
    elif says:
        top = b""
        for path in files:
            with open(path, "rb") as file:
                top = file.read(65536)
        text = line + top.split(b"\nFrom:")[0].decode("latin-1")
        ok(any(word in text for word in says.split("|")),
           f"{name}: it says so ({says})", line, top[:1500])
    end = b""
    for path in files:
        with open(path, "rb") as file:
            file.seek(-min(100, os.path.getsize(path)), os.SEEK_END)
            end = file.read().replace(b"\r", b"")
    ok(end.endswith(last.replace(b"\r", b"")[-20:]), f"{name}: to its end", end)
    shutil.rmtree(f"{room}/home/Maildir", ignore_errors=True)


def main():
    with tempfile.TemporaryDirectory() as room:
        prepare(room)
        for name, pieces, sender, says in CASES:
            if len(sys.argv) < 2 or sys.argv[1] in name:
                try_case(room, name, pieces, sender, says)
    return done()


sys.exit(main())
