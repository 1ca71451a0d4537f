#!/usr/bin/python3
"""What a redirected mail leaves with: an envelope sender that finds its way
back, and an ARC seal that others verify; what it must not leave with, whatever
a sender tries."""
import os
import re
import shutil
import subprocess
import tempfile

import dkim
from tap import done, ok

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "../..")
WAXSEAL = os.environ.get("WAXSEAL", os.path.join(TOP, "build/waxseal"))
SIGN = os.environ.get("SIGN", os.path.join(TOP, "build/tests/sign"))
UID = os.getuid() or 65534
NOW = 1795306385
ROOM = tempfile.TemporaryDirectory()
MAIL = b"""From: Ann <ann@a.example>
To: bob@b.example
Subject: hello
Date: Sun, 22 Nov 2026 00:10:00 +0000
Message-ID: <1@a.example>

Hello.
"""


def room(*path):
    return os.path.join(ROOM.name, *path)


def write(name, text, mode=0o644):
    with open(room(name), "w") as out:
        out.write(text)
    os.chmod(room(name), mode)
    return room(name)


def run(*args, mail=None, **options):
    return subprocess.run(args, input=mail, capture_output=True, timeout=60,
                          **options)


def key(name):
    return os.path.join(TOP, "tests/keys", name + ".pem")


def sign(mail, *args, name="rsa2048"):
    return run(SIGN, "key=" + key(name), *args, mail=mail).stdout


RECORD = run(SIGN, "--record", key("rsa2048")).stdout.strip()


def prepare():
    os.chmod(ROOM.name, 0o755)
    for folder in ("home", "out"):
        os.mkdir(room(folder), 0o700)
        os.chown(room(folder), UID, UID)
    write("sendmail", """#!/bin/sh
n=$(ls %s | wc -l)
{ echo "$*"; cat; } >%s/$n
""" % (room("out"), room("out")), 0o755)
    write("users.txt", "bob@b.example:%d:%d:%s::\n" % (UID, UID, room("home")))
    run(WAXSEAL, "users", "build", room("users.txt"), room("users.cdb"),
        check=True)
    write("home/.sieve", 'redirect "carl@c.example";\n')
    write("srs.secret", "geheim\n", 0o600)
    shutil.copy(key("rsa2048"), room("seal.pem"))
    os.chmod(room("seal.pem"), 0o600)
    record = RECORD.decode()
    write("zone", "".join('s1._domainkey.%s TXT "%s"\n' % (name, record)
                          for name in ("a.example", "b.example", "l.example"))
          + '_dmarc.a.example TXT "v=DMARC1; p=none"\n'
          '_dmarc.b.example TXT "v=DMARC1; p=none"\n')
    write("conf", """users = %(room)s/users.cdb
dns = zone %(room)s/zone
sendmail = %(room)s/sendmail
log = %(room)s/log
authserv_id = mx.b.example
local_domains = b.example
fsync = never
now = %(now)d
srs_domain = fwd.b.example
srs_secrets = %(room)s/srs.secret
seal_domain = b.example
seal_selector = s1
seal_key = %(room)s/seal.pem
dkim_domain = b.example
dkim_selector = s1
dkim_key = %(room)s/seal.pem
""" % {"room": ROOM.name, "now": NOW})


class Sent:
    """What sendmail was given for a delivery, if anything."""

    def __init__(self, mail, *args, sender="ann@a.example", before=()):
        shutil.rmtree(room("out"))
        os.mkdir(room("out"), 0o700)
        os.chown(room("out"), UID, UID)
        write("log", "", 0o666)
        self.done = run(*before, WAXSEAL, "-c", room("conf"), "-d",
                        "bob@b.example", "-f", sender, *args, mail=mail)
        self.log = open(room("log")).read() + self.done.stderr.decode()
        own = room("home/.sieve.log")
        self.own_log = open(own).read() if os.path.exists(own) else ""
        self.args, self.mail = "", b""
        if os.path.exists(room("out/0")):
            with open(room("out/0"), "rb") as file:
                args, self.mail = file.read().split(b"\n", 1)
            self.args = args.decode()
        self.sender = (re.search(r"-f (\S+)", self.args) or [0, ""])[1]

    def fields(self, name):
        """Their values, unfolded."""
        head = self.mail.split(b"\n\n")[0].decode()
        head = re.sub(r"\n[ \t]+", " ", head)
        return re.findall(r"^%s: (.*)$" % name, head, re.M)

    def arc(self):
        """As dkimpy sees it."""
        return dkim.arc_verify(self.mail, dnsfunc=lambda *a, **k: RECORD)[0]

    def dkim(self):
        return dkim.verify(self.mail, dnsfunc=lambda *a, **k: RECORD)


def test_redirect():
    author = sign(MAIL, "d=a.example", "s=s1")
    sent = Sent(author)
    ok(sent.sender.startswith("SRS0=") and
       sent.sender.endswith("=JL=a.example=ann@fwd.b.example"),
       "the envelope sender is ours", sent.args, sent.log)
    back = run(WAXSEAL, "srs", "-c", room("conf"), "reverse", sent.sender)
    ok(back.stdout == b"ann@a.example\n", "and leads back", back)
    ok(sent.arc() == dkim.CV_Pass, "dkimpy verifies the seal", sent.mail)
    ok(sent.dkim(), "and the author's signature")
    ok(sent.mail.endswith(author), "the mail itself is as it came")
    aar = sent.fields("ARC-Authentication-Results")
    ok(len(aar) == 1 and aar[0].startswith("i=1; mx.b.example; ") and
       "dkim=pass" in aar[0] and "dmarc=pass" in aar[0], "our results", aar)
    seal = sent.fields("ARC-Seal")[0]
    ok(seal.startswith("i=1; a=rsa-sha256; ") and "; cv=none;" in seal and
       "; d=b.example;" in seal, "our seal", seal)
    ok(len(sent.fields("DKIM-Signature")) == 1, "no DKIM signature is added")
    ok("note=" not in sent.log, "nothing to be told", sent.log)


def explained(mail):
    write("sent.eml", mail.decode())
    return run(WAXSEAL, "explain", "-c", room("conf"), "-o", "sieve=",
               "-o", "authserv_id=next.example", "-o", "local_domains=",
               room("sent.eml")).stdout.decode()


def test_our_reading():
    sent = Sent(sign(MAIL, "d=a.example", "s=s1"))
    text = explained(sent.mail)
    ok(re.search(r"arc.*pass", text, re.I) and "b.example" in text,
       "the next one like us verifies it", text)


def test_senders():
    ok(Sent(MAIL, sender="<>").sender == "<>", "the null sender stays")
    ok(Sent(MAIL, sender="ann@b.example").sender == "ann@b.example",
       "one of ours stays")
    sent = Sent(MAIL, sender='"a b"@a.example')
    ok(sent.args.startswith('-i -f "a b"@a.example') and "srs" in sent.log,
       "one that cannot be rewritten stays, and that is told", sent.args,
       sent.log)
    sent = Sent(MAIL, sender="SRS0=abcd=EE=first.example=x@hop.example")
    ok(sent.sender == "SRS1=ofm6=hop.example==abcd=EE=first.example=x@"
       "fwd.b.example", "one that was rewritten before", sent.args)


def test_reply():
    """Mail that we wrote: signed in our name, verified by others."""
    sent = Sent(sign(MAIL, "d=a.example", "s=s1"), "-o", "sieve=" + write(
        "vacation.sieve", 'require "vacation"; vacation "Away.";\n'))
    signatures = sent.fields("DKIM-Signature")
    ok(len(signatures) == 1 and "; d=b.example;" in signatures[0],
       "a reply has a signature of ours", sent.args, sent.mail, sent.log)
    ok(sent.dkim(), "and dkimpy verifies it", sent.mail)
    ok(not sent.fields("ARC-Seal"), "it has no seal")
    ok(sent.sender == "<>", "and the null sender", sent.args)


# Attacks

def test_claims_on_arrival():
    """A mail that brings our own results along."""
    forged = (b"Authentication-Results: mx.b.example; dmarc=pass "
              b"header.from=a.example\nARC-Authentication-Results: i=1; "
              b"mx.b.example; dmarc=pass\n" + MAIL)
    sent = Sent(forged, "--client-ip", "203.0.113.66", "--helo", "x.example",
                sender="x@evil.example")
    aar = sent.fields("ARC-Authentication-Results")
    ok(aar and "dmarc=fail" in aar[0] and "dmarc=pass" not in aar[0],
       "only what we found is sealed", aar, sent.log)
    ok(sent.arc() == dkim.CV_Fail, "and the forged set makes no chain")
    ok("cv=fail" in sent.fields("ARC-Seal")[0], "it is sealed as failed")


def test_no_signature_for_ours():
    """Mail in the name of a domain that is ours, to be sent on by us."""
    sent = Sent(MAIL.replace(b"ann@a.", b"boss@b."), "--client-ip",
                "203.0.113.66", sender="x@evil.example")
    ok(sent.args == "", "from outside: it does not leave at all", sent.args)
    sent = Sent(MAIL.replace(b"ann@a.", b"eve@b."), "--sasl", "eve",
                sender="eve@b.example")
    ok(sent.args and not sent.fields("DKIM-Signature"),
       "from one of us: it leaves without a signature of ours", sent.log)


def test_chains():
    one = sign(MAIL, "arc=1", "cv=none", "d=l.example", "s=s1",
               "aar=l.example; dmarc=pass header.from=a.example")
    sent = Sent(one)
    seals = sent.fields("ARC-Seal")
    ok(len(seals) == 2 and seals[0].startswith("i=2;") and "cv=pass" in seals[0]
       and sent.arc() == dkim.CV_Pass, "a chain goes on", seals)
    sent = Sent(one.replace(b"Hello.", b"Hullo."))
    seals = sent.fields("ARC-Seal")
    ok(seals[0].startswith("i=2;") and "cv=fail" in seals[0],
       "a broken chain is sealed as failed", seals)
    again = Sent(sent.mail.replace(b"X-Waxseal-Redirected-From: bob",
                                   b"X-Waxseal-Redirected-From: ben"))
    ok(len(again.fields("ARC-Seal")) == 2 and "sealed as failed" in again.log,
       "and that is its end", again.log)
    sent = Sent(one + b"", "-o", "dns=zone " + write(
        "slow", "s1._domainkey.l.example FAIL\n"))
    ok(sent.args == "" or len(sent.fields("ARC-Seal")) == 1,
       "one that cannot be validated now is not sealed", sent.log)


def test_relay():
    """Whoever has a good address of ours, or makes one up."""
    good = Sent(MAIL).sender
    local, domain = good.rsplit("@", 1)
    for what, address in (
            ("another user", good.replace("=ann@", "=eve@")),
            ("another domain", good.replace("=a.example=", "=evil.example=")),
            ("another hash", good.replace("SRS0=", "SRS0=x")),
            ("another day", good.replace("=JL=", "=JM=")),
            ("another host's", local + "@evil.example"),
            ("a plain address", "eve@" + domain)):
        done = run(WAXSEAL, "srs", "-c", room("conf"), "reverse", address)
        ok(done.returncode == 65 and not done.stdout,
           "nothing goes to " + what, done)
    done = run(WAXSEAL, "srs", "-c", room("conf"), "-o",
               "now=%d" % (NOW + 22 * 86400), "reverse", good)
    ok(done.returncode == 65 and b"expired" in done.stderr,
       "nor by one that is replayed too late", done)
    log = room("theirs") + "@" + domain
    done = run(WAXSEAL, "srs", "-c", room("conf"), "--", "reverse",
               "-olog=" + log)
    ok(done.returncode == 65 and not os.path.exists(log),
       "nor is an address an option, behind --", done)


def test_service():
    def ask(verb, text):
        return run(WAXSEAL, "srs", "-c", room("conf"), verb,
                   mail=text).stdout

    made = Sent(MAIL).sender.encode()
    question = b"reverse " + made
    ok(ask("socketmap", 2 * (b"%d:%s," % (len(question), question))) ==
       2 * b"16:OK ann@a.example,", "by socketmap, twice")
    ok(ask("tcp-forward", b"get ann@a.example\n") == b"200 " + made + b"\n" and
       ask("tcp-reverse", b"get " + made + b"\n") == b"200 ann@a.example\n",
       "by tcp_table, both ways")
    ok(ask("socketmap", b"9999999:") == b"" and
       ask("tcp-reverse", b"get " + 5000 * b"a" + b"\n") == b"",
       "a request without an end is not waited for")
    write("log", "", 0o666)
    ask("tcp-reverse", b"get x" + made[1:].replace(b"ann", b"eve") + b"\n"
        b"get " + made.replace(b"ann", b"eve") + b"\n")
    log = open(room("log")).read()
    ok(log.count("its hash is wrong") == 1, "what is refused is told", log)


# What goes wrong here

def test_configuration():
    secret = write("open.secret", "geheim\n", 0o644)
    sent = Sent(MAIL, "-o", "srs_secrets=" + secret)
    ok(sent.done.returncode == 75 and "chmod o-rwx" in sent.log,
       "a secret that everybody can read", sent.log)
    sent = Sent(MAIL, "-o", "seal_key=" + write("no.pem", "no key\n", 0o600))
    ok(sent.args and not sent.fields("ARC-Seal") and "no.pem: it is no private"
       in sent.log, "no key: it leaves without a seal, and that is told",
       sent.log)
    sent = Sent(MAIL, "-o", "seal_key=" + room("nowhere"))
    ok(sent.done.returncode == 75 and not sent.args, "a key that is not there",
       sent.log)
    ed = room("ed.pem")
    shutil.copy(key("ed25519"), ed)
    os.chmod(ed, 0o600)
    sent = Sent(MAIL, "-o", "seal_key=" + ed)
    ok(sent.args and "takes an RSA key" in sent.log, "a key not for ARC",
       sent.log)
    write("empty.secret", "\n", 0o600)
    sent = Sent(MAIL, "-o", "srs_secrets=" + room("empty.secret"))
    ok(sent.sender == "ann@a.example" and "a secret a line" in sent.log,
       "no secret: the sender stays, and that is told", sent.log)
    ok(not re.search("srs|seal|key|secret", sent.own_log),
       "none of that to the user", sent.own_log)
    if os.getuid() != 0:
        print("# the rest is for root")
        return
    sent = Sent(MAIL, before=("setpriv", "--reuid=65534", "--regid=65534",
                              "--clear-groups"))
    ok(sent.sender == "ann@a.example" and not sent.fields("ARC-Seal") and
       "note" not in sent.log,
       "a user without a right to the secrets sends without them", sent.log)


def test_processes():
    """Who reads the secrets, and what else they do."""
    trace = room("trace")
    server = subprocess.Popen(
        [os.path.join(TOP, "tests/dns/server.py"), room("zone")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    port = int(server.stdout.readline())
    sent = Sent(sign(MAIL, "d=a.example", "s=s1"), "-o", "dns=system", "-o",
                "resolver=127.0.0.1:%d" % port,
                before=("strace", "-f", "-o", trace, "-y", "-e",
                        "trace=pread64,socket,sendto,sendmsg,connect,openat"))
    server.communicate()
    lines = open(trace).read().splitlines()
    pids = {name: {line.split()[0] for line in lines
                   if "pread64" in line and name in line}
            for name in ("srs.secret", "seal.pem")}
    asking = {line.split()[0] for line in lines
              if re.search(r"\bsendto\(", line)}
    ok(len(pids["seal.pem"]) == 1 and asking,
       "one process reads the key, another asks DNS", pids, asking, sent.log)
    ok(not pids["seal.pem"] & asking, "they are not the same", pids, asking)
    ok(not pids["srs.secret"] & (asking | pids["seal.pem"]),
       "nor is the one with the secrets of SRS", pids)
    after = [line for line in lines if line.split()[0] in pids["seal.pem"]]
    cut = max(i for i, line in enumerate(after) if "seal.pem" in line)
    opened = [line for line in after[cut + 1:] if "openat" in line and
              "/dev/null" not in line and "= -1" not in line]
    ok(not opened, "whoever has the key opens nothing more", *opened)


def main():
    prepare()
    test_redirect()
    test_our_reading()
    test_senders()
    test_reply()
    test_claims_on_arrival()
    test_no_signature_for_ours()
    test_chains()
    test_relay()
    test_service()
    test_configuration()
    if shutil.which("strace") and "ASAN_OPTIONS" not in os.environ:
        test_processes()
    return done()


raise SystemExit(main())
