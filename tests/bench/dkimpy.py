#!/usr/bin/python3
"""dkimpy's verifier; arguments and output as in bench.h."""
import os
import resource
import sys
import time

import dkim

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "../dns"))
import zone as zones  # noqa: E402


def dns_of(path):
    """dkimpy's dnsfunc over a text zone."""
    zone = zones.Zone(path)
    answers = {}

    def lookup(name, timeout=5):
        if name not in answers:
            records = zone.look(name.rstrip(b".").lower(), 16)[1]
            data, text = records[0][2], b""
            while data:
                text += data[1:1 + data[0]]
                data = data[1 + data[0]:]
            answers[name] = text
        return answers[name]
    return lookup


def verify(mail, dns, signatures, sets):
    message = dkim.DKIM(mail)
    passed = all(message.verify(i, dnsfunc=dns) for i in range(signatures))
    if sets:
        status, results, _ = dkim.ARC(mail).verify(dnsfunc=dns)
        passed = passed and status == b"pass" and len(results) == sets
    return passed


def main():
    dns, mail = dns_of(sys.argv[1]), open(sys.argv[2], "rb").read()
    rsa, ed25519, sets = (int(n) for n in sys.argv[3:6])
    mails, cpu_start, start = 0, time.process_time(), time.monotonic()
    while True:
        if not verify(mail, dns, rsa + ed25519, sets):
            sys.exit("dkimpy: a signature did not pass")
        mails += 1
        cpu = time.process_time() - cpu_start
        if cpu >= float(sys.argv[6]):
            break
    print(mails, "%.9f" % cpu, "%.9f" % (time.monotonic() - start),
          resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


main()
