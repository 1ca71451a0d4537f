#!/usr/bin/python3
"""One process a mail, from stdin to the Maildir: ours beside what is used today.

Runs in a machine of its own (tests/mta/machine.py): the others are unpacked
from their Debian packages there, keys and policies come from nsd on loopback,
mailboxes are in memory.  BENCH_PROCESS is ROUNDS:MAILS; the result is
bench/process.json in BUILD.
"""
import json
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../mta"))
sys.path.insert(0, HERE)
import corpus  # noqa: E402
import machine  # noqa: E402

PROGRAMS = os.path.join(machine.BUILD, "tests/bench")
LAUNCH = os.path.join(PROGRAMS, "launch")
PACKAGES = ["spfquery", "opendmarc", "dovecot-core", "dovecot-sieve",
            "maildrop", "procmail", "fdm", "opendkim-tools", "nsd", "iproute2",
            "strace"]
UID, HOME = 6001, "/home/ann"
RULES = 20
LIFETIME = 1800
PARALLEL = 8

ZONE = """\
sender.example TXT "v=spf1 ip4:192.0.2.10 -all"
mx.sender.example A 192.0.2.10
10.2.0.192.in-addr.arpa PTR mx.sender.example
_dmarc.sender.example TXT "v=DMARC1; p=reject"
"""
WAXSEAL_CONF = """\
authserv_id = mx.home.example
local_domains = home.example
log = syslog
maildir = %h/Maildir
sieve = %h/rules.sieve
"""
DOVECOT_CONF = """\
mail_location = maildir:~/Maildir
log_path = /dev/null
ssl = no
protocol lda {
  mail_plugins = sieve
}
plugin {
  sieve = ~/rules.sieve
}
"""
ENVELOPE = ["-f", "ann@sender.example", "--client-ip", "192.0.2.10", "--helo",
            "mx.sender.example", "--client-name", "mx.sender.example", "-r",
            "ann@home.example"]


def rules(head, rule):
    """Twenty that look at the Subject and do not match."""
    return head + "".join(rule.replace("NN", "%02d" % i)
                          for i in range(RULES))


FILES = {
    "/etc/waxseal.conf": WAXSEAL_CONF,
    "/etc/dovecot/dovecot.conf": DOVECOT_CONF,
    HOME + "/rules.sieve": rules(
        'require "fileinto";\n',
        'if header :contains "subject" "wordNN" {\n\tfileinto "List.NN";\n'
        '\tstop;\n}\n'),
    HOME + "/mailfilter": rules(
        "", "if (/^Subject:.*wordNN/:h)\n{\n"
        "\tto \"$HOME/Maildir/.List.NN\"\n}\n") + 'to "$HOME/Maildir"\n',
    HOME + "/procmailrc": rules(
        "MAILDIR=$HOME/Maildir\nDEFAULT=$HOME/Maildir/\n",
        ":0:\n* ^Subject:.*wordNN\n.List.NN/\n\n"),
    HOME + "/fdm.conf": rules(
        'set lock-wait\naction "inbox" maildir "%h/Maildir"\n'
        'account "stdin" stdin\n',
        'match "^Subject:.*wordNN" in headers action maildir '
        '"%h/Maildir/.List.NN"\n') + 'match all action "inbox"\n',
}


class Peer:
    """A program that takes a mail on stdin."""

    def __init__(self, name, command, stores=True, good=0):
        self.name, self.command, self.stores = name, command, stores
        self.good = good    # status


def peers():
    waxseal = ["deliver", *ENVELOPE]
    store = [os.path.join(PROGRAMS, "store"), HOME + "/Maildir"]
    fixed = [os.path.join(PROGRAMS, "store_static"), HOME + "/Maildir"]
    return [
        Peer("waxseal", [machine.WAXSEAL, *waxseal]),
        Peer("waxseal STATIC=1",
             [os.path.join(machine.BUILD, "static/waxseal"), *waxseal]),
        Peer("floor: store", store),
        Peer("floor: store, static", fixed),
        Peer("floor: verify, store", [*store, "/tmp/key"]),
        Peer("floor: verify, store, static", [*fixed, "/tmp/key"]),
        Peer("dovecot-lda, Sieve",
             ["/usr/lib/dovecot/dovecot-lda", "-f", "ann@sender.example",
              "-a", "ann@home.example"]),
        Peer("maildrop", ["/usr/bin/maildrop", HOME + "/mailfilter"]),
        Peer("procmail", ["/usr/bin/procmail", "-m", HOME + "/procmailrc"]),
        Peer("fdm", ["/usr/bin/fdm", "-q", "-f", HOME + "/fdm.conf",
                     "-a", "stdin", "fetch"]),
        Peer("opendkim-testmsg", ["/usr/sbin/opendkim-testmsg"],
             stores=False),
        Peer("libspf2", ["/usr/bin/spfquery.libspf2", "-ip", "192.0.2.10",
                         "-sender", "ann@sender.example", "-helo",
                         "mx.sender.example"], stores=False, good=2),
        Peer("libopendmarc", ["/usr/sbin/opendmarc-check", "sender.example"],
             stores=False),
    ]


ENVIRONMENT = {"HOME": HOME, "USER": "ann", "LOGNAME": "ann",
               "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "QUEUE_ID": ""}


def spawn(command, mail):
    return os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=[
        (os.POSIX_SPAWN_OPEN, 0, mail, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, "/tmp/errors", os.O_WRONLY | os.O_CREAT |
         os.O_APPEND, 0o666)])


def stored():
    """Mails in the Maildir, which is empty afterwards."""
    count = 0
    for part in ("new", "cur", "tmp"):
        folder = "%s/Maildir/%s" % (HOME, part)
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))
            count += part != "tmp"
    return count


def one_by_one(peer, mail, mails):
    """CPU and wall seconds a mail."""
    cpu, start = 0.0, time.monotonic()
    for _ in range(mails):
        _, status, usage = os.wait4(spawn(peer.command, mail), 0)
        if os.waitstatus_to_exitcode(status) != peer.good:
            with open("/tmp/errors", errors="replace") as errors:
                sys.exit("%s: status %d: %s" % (peer.name, status,
                                                errors.read()[-2000:]))
        cpu += usage.ru_utime + usage.ru_stime
    wall = time.monotonic() - start
    if peer.stores and stored() != mails:
        sys.exit("%s: mails are missing" % peer.name)
    return {"cpu": cpu / mails, "wall": wall / mails}


def resident(peer, mail):
    """The largest process of one delivery, in KiB.  Not started by us: a small
    program has to, as what starts another one counts as its size."""
    done = subprocess.run([LAUNCH, *peer.command],
                          stdin=open(mail), stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    stored()
    return int(done.stdout.split()[-1])


def in_parallel(peer, mail, mails):
    """Mails a second, PARALLEL at a time."""
    done = subprocess.run([LAUNCH, "-p", str(PARALLEL), str(mails), mail,
                           *peer.command], stdout=subprocess.PIPE, check=True,
                          env=ENVIRONMENT)
    if peer.stores and stored() != mails:
        sys.exit("%s: mails are missing, in parallel" % peer.name)
    return mails / float(done.stdout)


def traced(peer, mail):
    """fsyncs, programs and system calls of one delivery."""
    subprocess.run(["strace", "-f", "-qq", "-o", "/tmp/trace", *peer.command],
                   stdin=open(mail), stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, env=ENVIRONMENT, check=False)
    with open("/tmp/trace", errors="replace") as lines:
        calls = [line.split(None, 1)[-1].split("(")[0] for line in lines]
    stored()
    return {"fsync": sum(c in ("fsync", "fdatasync") for c in calls),
            "exec": calls.count("execve"), "calls": len(calls)}


def measure(mail, rounds, mails):
    """By turns, each round beginning with another one.  Who only verifies has
    nothing to do with an unsigned mail."""
    all_peers = [p for p in peers() if p.stores or "plain" not in mail]
    runs = {peer.name: [] for peer in all_peers}
    rates = {peer.name: [] for peer in all_peers}
    for i in range(rounds):
        turn = i % len(all_peers)
        for peer in all_peers[turn:] + all_peers[:turn]:
            runs[peer.name].append(one_by_one(peer, mail, mails))
            rates[peer.name].append(in_parallel(peer, mail, mails))
    return {peer.name: {
        "cpu": statistics.median(r["cpu"] for r in runs[peer.name]),
        "wall": statistics.median(r["wall"] for r in runs[peer.name]),
        "kib": resident(peer, mail),
        "rate": statistics.median(rates[peer.name]),
        "trace": traced(peer, mail), "runs": runs[peer.name]}
        for peer in all_peers}


def furnish():
    """Rules, mailbox, mails and keys; returns the paths of the mails."""
    for path, text in FILES.items():
        machine.write(path, text, 0o600 if HOME in path else 0o644)
    for part in ("", "/new", "/cur", "/tmp"):
        os.makedirs(HOME + "/Maildir" + part, 0o700, exist_ok=True)
    zone, mails = corpus.make("/tmp/corpus", machine.SIGN, ["20 KB"])
    with open(zone, "a") as out:
        out.write(ZONE)
    plain = corpus.HEAD + corpus.text(corpus.SIZES["20 KB"])
    corpus.write("/tmp/corpus", "plain.eml", plain.encode())
    subprocess.run([os.path.join(PROGRAMS, "store"), "--key", "/tmp/key"],
                   check=True)
    for folder, _, names in os.walk(HOME):
        for name in [folder] + [os.path.join(folder, n) for n in names]:
            os.chown(name, UID, UID)
    named = {"%s, %s" % (m.size, m.signatures): m.path for m in mails
             if m.end == "LF"}
    named["20 KB, unsigned"] = "/tmp/corpus/plain.eml"
    return zone, named


def become_user():
    os.setgroups([])
    os.setgid(UID)
    os.setuid(UID)
    os.chdir(HOME)


def main():
    machine.LIFETIME = LIFETIME
    machine.enter(PACKAGES)
    rounds, mails = os.environ["BENCH_PROCESS"].split(":")
    out = open(os.path.join(machine.BUILD, "bench/process.json"), "w")
    zone, named = furnish()
    machine.NameServer(zone)
    become_user()
    subprocess.run(["sievec", HOME + "/rules.sieve"], check=True,
                   env=ENVIRONMENT)
    json.dump({name: measure(mail, int(rounds), int(mails))
               for name, mail in named.items()
               if "ed25519" not in name}, out)
    out.close()
    os._exit(0)


main()
