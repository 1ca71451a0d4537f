"""Wall time under slow DNS, against the longest chain of questions.

The mail: SPF over two nested includes and a host (four questions, each of which
needs the answer before), HELO, two DKIM signatures, three ARC sets, DMARC three
labels deep and the client's name.
"""
import os
import socket
import struct
import subprocess
import sys
import time

import corpus

HERE = os.path.dirname(os.path.abspath(__file__))
DELAY = 0.05
CHAIN = [("sender.example", 16), ("_spf.sender.example", 16),
         ("_spf.hoster.example", 16), ("pool.hoster.example", 1)]
ZONE = """\
sender.example TXT "v=spf1 include:_spf.sender.example -all"
_spf.sender.example TXT "v=spf1 include:_spf.hoster.example -all"
_spf.hoster.example TXT "v=spf1 a:pool.hoster.example -all"
pool.hoster.example A 192.0.2.10
out.hoster.example A 192.0.2.10
out.hoster.example TXT "v=spf1 a -all"
10.2.0.192.in-addr.arpa PTR out.hoster.example
_dmarc.sender.example TXT "v=DMARC1; p=reject; np=reject"
"""
ENVELOPE = ["--client-ip", "192.0.2.10", "--helo", "out.hoster.example",
            "-f", "ann@sender.example", "-r", "bob@home.example"]


def make_mail(program):
    mail = (corpus.HEAD + corpus.text(20000)).replace(
        "ann@sender.example", "ann@mail.eu.sender.example")
    return corpus.signed(mail.encode(), program, 1, 1, 3)


def ask(address, name, kind):
    """One question by hand, and its answer awaited."""
    wire = b"".join(bytes([len(l)]) + l.encode() for l in name.split("."))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(struct.pack(">HHHHHH", 1, 0x100, 1, 0, 0, 0) + wire +
                    struct.pack(">BHH", 0, kind, 1), address)
        sock.recv(4096)


def timed(function):
    start = time.monotonic()
    function()
    return time.monotonic() - start


def measure(folder, waxseal, sign, rounds):
    """(seconds of the chain asked by hand, seconds of waxseal), per round"""
    zone = corpus.write(folder, "slow.zone", (
        ZONE + "\n".join(corpus.key_lines(sign)) +
        "\n#! * delay %g\n" % DELAY).encode())
    mail = corpus.write(folder, "slow.eml", make_mail(sign))
    server = subprocess.Popen(
        [os.path.join(HERE, "../dns/server.py"), zone],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    port = int(server.stdout.readline())
    command = [waxseal, "explain", "-c", corpus.write(folder, "conf", b""),
               "-o", "resolver=127.0.0.1:%d" % port, "-o", "sieve=", *ENVELOPE,
               mail]

    def by_hand():
        for name, kind in CHAIN:
            ask(("127.0.0.1", port), name, kind)

    def by_waxseal():
        done = subprocess.run(command, capture_output=True, text=True,
                              check=True)
        if "dmarc=pass" not in done.stdout:
            sys.exit("latency: not all passed:\n" + done.stdout)
    by_waxseal()
    times = [(timed(by_hand), timed(by_waxseal)) for _ in range(rounds)]
    server.stdin.close()
    server.wait()
    return times
