"""How fast bodies are read: 25 MB of base64 lines and of flowing text, and two
canonicalizations of one body, in process; beside SHA-256 alone."""
import re
import statistics
import subprocess

import corpus

BODIES = {"base64": corpus.base64_lines, "flowing text": corpus.flowing}
# Of both signatures of a mail: one canonicalization, or two; of text, where these
# differ.
PAIRS = {"one": ("relaxed/relaxed", "relaxed/relaxed"),
         "two": ("relaxed/relaxed", "relaxed/simple")}
SIZE = 25000000


def signed(mail, program, *canons):
    for canon in canons:
        mail = corpus.sign(mail, program, "key=%s/rsa2048.pem" % corpus.KEYS,
                           "d=sender.example", "s=r", "c=" + canon,
                           "h=" + corpus.FIELDS, "t=1767225600")
    return mail


def make(folder, sign):
    """{name: (path, signatures)}"""
    made = {}
    for name, body in BODIES.items():
        mail = (corpus.HEAD + body(SIZE)).encode()
        made[name] = (corpus.write(folder, "body-%s.eml" % name.split()[0],
                                   signed(mail, sign, "relaxed/relaxed")), 1)
        if name == "flowing text":
            for pair, canons in PAIRS.items():
                made[pair] = (corpus.write(folder, "body-%s.eml" % pair,
                                           signed(mail, sign, *canons)), 2)
    return made


def verify(program, zone, path, signatures):
    """CPU seconds a mail."""
    done = subprocess.run([program, zone, path, str(signatures), "0", "0",
                           "0.1"], check=True, capture_output=True, text=True)
    mails, cpu, _, _ = done.stdout.split()
    return float(cpu) / int(mails)


def sha256(seconds):
    """Bytes a second of CPU time, by openssl speed."""
    done = subprocess.run(["openssl", "speed", "-seconds", str(seconds),
                           "-bytes", "16384", "-evp", "sha256"], check=True,
                          capture_output=True, text=True)
    found = re.search(r"^sha256 +([\d.]+)k", done.stdout, re.M | re.I)
    return 1000 * float(found[1])


def measure(folder, program, sign, zone, rounds):
    """By turns."""
    made, runs, alone = make(folder, sign), {}, []
    for _ in range(rounds):
        alone.append(sha256(1))
        for name, (path, signatures) in made.items():
            runs.setdefault(name, []).append(
                verify(program, zone, path, signatures))
    median = {name: statistics.median(of) for name, of in runs.items()}
    hashing = statistics.median(alone)
    return {"sha256": hashing, "runs": runs, "hashing": alone,
            "bytes": {name: SIZE / median[name] for name in BODIES},
            "share": {name: SIZE / median[name] / hashing for name in BODIES},
            "two": median["two"] / median["one"]}


def lines(bodies):
    yield "SHA-256 alone (openssl speed): %.2f GB/s" % (bodies["sha256"] / 1e9)
    for name in BODIES:
        yield "a body of 25 MB, %-12s: %.2f GB/s, %.2f of that" % (
            name, bodies["bytes"][name] / 1e9, bodies["share"][name])


def goals(bodies):
    """(name, at most or at least, goal, measured)"""
    yield "25 MB of base64, share of SHA-256", ">=", 0.6, \
        bodies["share"]["base64"]
    yield "25 MB of flowing text, share of SHA-256", ">=", 0.3, \
        bodies["share"]["flowing text"]
    yield "two canonicalizations of a body, x one", "<=", 1.9, bodies["two"]
