#!/usr/bin/python3
"""Signs with one implementation and verifies with another, both ways: ours and
dkimpy, DKIM and ARC, every canonicalization, LF and CRLF, awkward bodies.
"""
import base64
import concurrent.futures
import json
import os
import re
import subprocess
import tempfile

from tap import done, ok

HERE = os.path.dirname(os.path.abspath(__file__))
KEYS = os.path.join(HERE, "../keys")
WAXSEAL = os.environ.get("WAXSEAL", os.path.join(HERE, "../../build/waxseal"))
SIGN = os.environ.get("SIGN", os.path.join(HERE, "../../build/tests/sign"))
HEADERS = (b"From: Joe <joe@example.com>\r\nTo: ann@example.net,\r\n"
           b"\t bob@example.net\r\nSubject:   several   blanks and\r\n"
           b"  a fold \r\nDate: Wed, 31 Dec 2025 10:00:00 +0000\r\n"
           b"Message-ID: <1@example.com>\r\n\r\n")
# Each ends in a line end, as mail does on the wire: where one is missing, dkimpy
# leaves blanks at the very end in the relaxed canonicalization.
BODIES = {
    "empty": b"",
    "one empty line": b"\r\n",
    "empty lines": b"\r\n\r\n\r\n",
    "text": b"Hello,\r\nJoe.\r\n",
    "blanks": b" lead\r\na \t b\tc  \r\n\t\r\n \r\nx\r\n\r\n\r\n",
    "long lines": b"long " * 5000 + b"\r\n" + b"y" * 20000 + b"\r\n\r\n z\r\n",
    "8 bit": b"caf\xe9 \x00 nul\r\n",
}
CANONS = [h + "/" + b for h in ("simple", "relaxed")
          for b in ("simple", "relaxed")]
SCRATCH = tempfile.TemporaryDirectory()


def run(args, mail=None):
    return subprocess.run(args, input=mail, check=True,
                          stdout=subprocess.PIPE).stdout


def key_file(key):
    return os.path.join(KEYS, key + ".pem")


RECORDS = {key: run([SIGN, "--record", key_file(key)]).strip()
           for key in ("rsa1024", "rsa2048", "ed25519")}


def key_for_peer(key):
    pem = re.search(r"-----BEGIN.*", open(key_file(key)).read(), re.S)[0]
    if key != "ed25519":
        return pem.encode()
    der = base64.b64decode("".join(pem.split("\n")[1:-2]))
    return base64.b64encode(der[-32:])


def peer_dns(name, timeout=5):
    name = name if isinstance(name, str) else name.decode()
    return RECORDS.get(name.split(".")[0])


def write_zone():
    path = os.path.join(SCRATCH.name, "zone")
    with open(path, "w") as zone:
        for key, record in RECORDS.items():
            zone.write('%s._domainkey.example.com TXT "%s"\n'
                       % (key, record.decode()))
    return path


def empty_conf():
    path = os.path.join(SCRATCH.name, "conf")
    open(path, "w").close()
    return path


ZONE = write_zone()
CONF = empty_conf()


def explain(mail):
    with tempfile.NamedTemporaryFile(dir=SCRATCH.name) as file:
        file.write(mail)
        file.flush()
        return json.loads(run([WAXSEAL, "explain", "--json", "-c", CONF, "-o",
                               "dns=zone " + ZONE, file.name]))


def our_view(mail):
    """What we say of the mail as it is and with LF; None when they differ."""
    views = [explain(m) for m in (mail, mail.replace(b"\r\n", b"\n"))]
    views = [([d["status"] for d in v["dkim"]], v["arc"]["status"])
             for v in views]
    return views[0] if views[0] == views[1] else None


def we_sign(mail, key, *args):
    return run([SIGN, "key=" + key_file(key), "d=example.com", "s=" + key,
                "h=From:To:Subject:Date:To:Message-ID", *args], mail)


def dkim_case(dkim, name, canon, key):
    mail = HEADERS + BODIES[name]
    label = "%s, %s, %s" % (name, canon, key)
    signed = we_sign(mail, key, "c=" + canon)
    yield (dkim.verify(signed, dnsfunc=peer_dns), "ours to dkimpy: " + label,
           "dkimpy refuses it")
    field = dkim.sign(
        mail, key.encode(), b"example.com", key_for_peer(key),
        canonicalize=tuple(part.encode() for part in canon.split("/")),
        signature_algorithm=b"ed25519-sha256" if key == "ed25519"
        else b"rsa-sha256", include_headers=[b"From", b"To", b"Subject"])
    view = our_view(field + mail)
    yield view == (["pass"], "none"), "dkimpy to ours: " + label, view


def arc_case(dkim, name):
    mail = HEADERS + BODIES[name]
    for instance in (1, 2, 3):
        mail = we_sign(mail, "rsa2048", "arc=%d" % instance)
        verdict = dkim.arc_verify(mail, dnsfunc=peer_dns)
        yield (verdict[0] == b"pass",
               "ours to dkimpy: %s, %d sets" % (name, instance), verdict)
    mail = (b"Authentication-Results: mx.example; arc=pass; "
            b"dkim=pass header.d=example.com\r\n") + mail
    fields = dkim.arc_sign(mail, b"rsa2048", b"example.com",
                           key_for_peer("rsa2048"), b"mx.example",
                           include_headers=[b"from", b"to", b"subject"])
    view = our_view(b"".join(fields) + mail)
    yield view == ([], "pass"), "dkimpy over ours: %s, 4 sets" % name, view


def main():
    try:
        import dkim
    except ImportError:
        print("1..0 # SKIP python3-dkim is not installed")
        return 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(lambda *a: list(dkim_case(*a)), dkim, name, canon,
                            key)
                for name in BODIES for canon in CANONS for key in
                ("rsa2048", "ed25519")]
        jobs += [pool.submit(lambda *a: list(arc_case(*a)), dkim, name)
                 for name in BODIES]
        for job in jobs:
            for result in job.result():
                ok(*result)
    return done()


raise SystemExit(main())
