#!/usr/bin/python3
"""Runs other projects' test vectors, where they are, through the program.

VECTORS names their folder (make check VECTORS=...).  They are no part of this
repository; where the folder is missing, that is said and counted as skipped.
Each suite prints how many of its cases pass.
"""
import concurrent.futures
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import threading

import authres

HERE = os.path.dirname(os.path.abspath(__file__))
WAXSEAL = os.environ.get("WAXSEAL", os.path.join(HERE, "../build/waxseal"))
VECTORS = os.environ.get("VECTORS", os.path.join(HERE, "../../shared/vectors"))
TOOLS = os.path.join(os.path.dirname(os.path.abspath(WAXSEAL)), "tests")
CHECK_HOST = os.path.join(TOOLS, "check_host")
SEAL = os.path.join(TOOLS, "seal")
RUN_SIEVE = os.path.join(TOOLS, "run_sieve")
SCRATCH = tempfile.TemporaryDirectory()
PLAIN = b"From: a@example.org\nSubject: plain\n\nplain\n"
number = 0


def scratch(name, data):
    path = os.path.join(SCRATCH.name, name)
    with open(path, "wb") as out:
        out.write(data)
    return path


def load(*parts):
    with open(os.path.join(VECTORS, *parts)) as file:
        return json.load(file)


def escape(text, also=""):
    """Bytes as the zone format writes them: \\DDD for what is not plain."""
    return "".join(chr(b) if 32 <= b < 127 and chr(b) not in "\\\"" + also
                   else "\\%03d" % b for b in text.encode("latin-1"))


def zone_text(zone):
    lines = []
    for name, types in zone.items():
        name = escape(name, " #") or "."
        for kind, values in types.items():
            if kind in ("*", "error"):
                lines.append("%s FAIL" % name)
            elif values == "TIMEOUT":
                lines.append("%s %s FAIL" % (name, kind))
            elif kind in ("A", "AAAA", "MX", "PTR", "CNAME", "TXT"):
                for value in values:
                    if value == "TIMEOUT":
                        lines.append("%s %s FAIL" % (name, kind))
                        continue
                    parts = value if isinstance(value, list) else [value]
                    text = (" ".join('"%s"' % escape(p) for p in parts)
                            if kind == "TXT" else escape(parts[0]))
                    if kind == "MX" and text.endswith(" "):
                        text += "."  # the null MX of RFC 7505
                    lines.append("%s %s %s" % (name, kind, text))
    return ("\n".join(lines) + "\n").encode()


class NameServers:
    """A real server on loopback for each zone; they end with this program."""

    def __init__(self):
        self.lock = threading.Lock()
        self.addresses = {}  # by zone
        self.processes = []

    def address(self, zone):
        text = zone_text(zone)
        with self.lock:
            if text not in self.addresses:
                self.addresses[text] = self.start(text)
            return self.addresses[text]

    def start(self, text):
        path = scratch("server-%d.zone" % len(self.processes), text)
        server = subprocess.Popen(
            [os.path.join(HERE, "dns/server.py"), path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.processes.append(server)
        return "127.0.0.1:%d" % int(server.stdout.readline())


def run(case, mail, flags=(), zone=None):
    """The verdict of one mail as JSON; case names its scratch files."""
    name = re.sub(r"\W", "_", case)
    args = [WAXSEAL, "explain", "--json",
            "-c", scratch(name + ".conf", b""),
            "-o", "dns=zone " + scratch(name + ".zone", zone_text(zone or {})),
            "-o", "sieve=", *flags, scratch(name + ".eml", mail)]
    done = subprocess.run(args, capture_output=True, timeout=60)
    if done.returncode != 0:
        return {"error": done.stderr.decode(errors="replace")}
    return json.loads(done.stdout)


def message(suite, case):
    return open(os.path.join(VECTORS, suite, case["message"]), "rb").read()


def lf_and_crlf(mail):
    lf = mail.replace(b"\r\n", b"\n")
    return (lf, lf.replace(b"\n", b"\r\n"))


# Each suite yields (name, function); the function returns None or what is wrong.

def differs(got, want):
    return None if got == want else "got %s, want %s" % (got, want)


def spf():
    def one(case):
        sender = case["mail_from"] or "<>"
        result = run("spf-" + case["id"], PLAIN, [
            "--client-ip", case["client_ip"], "--helo", case["helo"] or "",
            "-f", sender], case["zone"])
        if "error" in result:
            return result["error"]
        got = result["spf"]["mailfrom"]
        want = case["expect"]["spf"]
        if got["status"] not in want:
            return "got %s (%s), want %s" % (got["status"], got["reason"], want)
        text = case["expect"].get("explanation")
        if text and got["status"] == "fail":
            return differs(got["explanation"], text)
        return None
    for case in load("spf-rfc7208", "cases.json"):
        yield case["id"], lambda case=case: one(case)


def spf_over_dns():
    """check_host() by itself, its questions answered by a server."""
    servers = NameServers()

    def one(case):
        helo = case["helo"] or ""
        sender = case["mail_from"] or "postmaster@" + helo
        done = subprocess.run(
            [CHECK_HOST, "server=" + servers.address(case["zone"]),
             case["client_ip"], sender.rpartition("@")[2], sender, helo],
            capture_output=True, timeout=60)
        if done.returncode != 0:
            return done.stderr.decode(errors="replace")
        got, explanation = done.stdout.decode("latin-1").split("\n")[:2]
        want = case["expect"]["spf"]
        if got not in want:
            return "got %s, want %s" % (got, want)
        text = case["expect"].get("explanation")
        return differs(explanation, text) if text and got == "fail" else None
    for case in load("spf-rfc7208", "cases.json"):
        yield case["id"], lambda case=case: one(case)


def arc():
    def one(case):
        for i, mail in enumerate(lf_and_crlf(message("arc", case))):
            result = run("arc-%s-%d" % (case["id"], i), mail, [], case["zone"])
            if "error" in result:
                return result["error"]
            if result["arc"]["status"] != case["expect"]["arc"]:
                return "%s: got %s (%s), want %s" % (
                    ("LF", "CRLF")[i], result["arc"]["status"],
                    result["arc"]["reason"], case["expect"]["arc"])
        return None
    for case in load("arc", "cases.json"):
        yield case["id"], lambda case=case: one(case)


def own_results(mail, authserv_id):
    """What a mail's fields of that id say, as one: the suite hands a sealer
    its own results that way.  (In production no field of a mail is read.)"""
    lines = [re.sub(r"\s+", " ", field).strip() for field in
             authres_fields(mail)]
    found = [line.partition(";") for line in lines]
    return authserv_id + "".join(
        ";" + rest.rstrip("; ") for id, _, rest in found
        if id.strip() == authserv_id)


def tags_of(field):
    """Without white space, which the suite does not compare."""
    return sorted(re.sub(r"\s+", "", tag) for tag in field.split(";") if tag)


def arc_sign():
    """Seals with the suite's keys, and compares every tag."""
    def one(case):
        mail = case["message"].encode()
        # the records are wrapped there as no name server has them
        zone = {name: {"TXT": [t.replace("\n", "") for t in types["TXT"]]}
                for name, types in case["zone"].items()}
        chain = run("arc-sign-" + case["id"], mail, [],
                    zone)["arc"]["status"]
        done = subprocess.run(
            [SEAL, "d=" + case["domain"], "s=" + case["selector"],
             "key=" + scratch("arc-sign-%s.pem" % case["id"],
                             case["private_key"].encode()),
             "t=%d" % case["t"], "h=" + case["sig_headers"], "sorted=1",
             "aar=" + own_results(mail, case["authserv_id"]), "cv=" + chain],
            input=mail, capture_output=True, timeout=60)
        fields = re.sub(r"\n[ \t]+", " ", done.stdout.decode())
        for name, short in (("ARC-Seal", "AS"), ("ARC-Message-Signature", "AMS"),
                            ("ARC-Authentication-Results", "AAR")):
            field = re.search(r"^%s:(.*)$" % name, fields, re.M)
            wrong = differs(tags_of(field[1] if field else ""),
                            tags_of(case["expect"][short]))
            if wrong:
                return "%s: %s %s" % (short, wrong, done.stderr.decode())
        return None
    for case in load("arc", "sign-cases.json"):
        yield case["id"], lambda case=case: one(case)


def dkim():
    def one(case):
        for i, mail in enumerate(lf_and_crlf(message("dkim-lieser", case))):
            result = run("dkim-%s-%d" % (case["id"], i), mail,
                         ["-o", "now=%d" % case.get("now", 1800000000)],
                         case["zone"])
            if "error" in result:
                return result["error"]
            got = [s["status"] for s in result["dkim"]]
            passed = "pass" in got
            if passed != (case["expect"]["dkim_any"] == "pass"):
                return "%s: got %s, want %s" % (
                    ("LF", "CRLF")[i], result["dkim"], case["expect"])
        return None
    for case in load("dkim-lieser", "cases.json"):
        want = case["expect"].get("dkim_any")
        if not case["missing_keys"] and want and not (
                want == "pass" and refused_upstream(case)):
            yield case["id"], lambda case=case: one(case)


def refused_upstream(case):
    """What the message's authors say of it, with the same keys, outweighs what
    another verifier said."""
    return any(other["message"] == case["message"] and
               other["result"] == ["PERMFAIL"] and
               case["zone"].items() <= other["zone"].items()
               for other in upstream_dkim())


def upstream_dkim():
    """The authors' tests of verdicts; the others are about warnings that a
    mail reader gives beside them."""
    return [case for case in load("dkim-lieser", "upstream-tests.json")
            if not any("POLICYERROR" in e for e in case["error"])]


def dkim_upstream():
    words = {"SUCCESS": ["pass"], "PERMFAIL": ["fail", "permerror"],
             "TEMPFAIL": ["temperror"]}

    def one(case):
        wanted = sum((words[word] for word in case["result"]), [])
        for i, mail in enumerate(lf_and_crlf(message("dkim-lieser", case))):
            result = run("upstream-%s-%d" % (case["id"], i), mail,
                         ["-o", "now=1800000000"], case["zone"])
            if "error" in result:
                return result["error"]
            if not all(s["status"] in wanted for s in result["dkim"]):
                return "%s: got %s, want %s" % (
                    ("LF", "CRLF")[i], result["dkim"], case["result"])
        return None
    for case in upstream_dkim():
        yield case["id"], lambda case=case: one(case)


def dmarc():
    def one(case):
        spf_domain = case["spf_pass_domain"]
        result = run("dmarc-" + case["n"], message("dmarc-mailauth", case), [
            "--client-ip", case["client_ip"], "--helo", case["helo"],
            "-f", case["mail_from"]], case["zone"])
        if "error" in result:
            return result["error"]
        want, got = case["expect"], result["dmarc"]
        for key, name in (("dmarc", "status"), ("policy", "published"),
                          ("policy_domain", "policy_domain")):
            if key in want and got[name] != want[key]:
                return "%s: got %s, want %s (%s; spf %s)" % (
                    key, got[name], want[key], got["reason"], spf_domain)
        return None
    for case in load("dmarc-mailauth", "cases.json"):
        yield case["id"], lambda case=case: one(case)


# Extensions for what no delivery agent does: scripts that require them must be
# refused here, and told why.
NOT_OURS = {
    "convert": "RFC 6558 converts pictures",
    "imapsieve": "RFC 6785 runs when mail is changed by IMAP",
    "processcalendar": "RFC 9671 keeps a calendar",
    "vnd.proton.eval": "one provider's own",
    "vnd.proton.expire": "one provider's own: mail that deletes itself",
}
NOT_SUPPORTED = re.compile(r'the extension "([^"]*)" is not supported')
REQUIRE = re.compile(r"require\s*(\[[^]]*\]|\"[^\"]*\")")


def is_refused_rightly(script, output):
    """For an extension of those; or for a name with a line break in it, by
    whatever a script was wrapped: no capability has such a name."""
    refused = NOT_SUPPORTED.findall(output)
    broken = [name for names in REQUIRE.findall(script)
              for name in re.findall(r'"([^"]*)"', names) if "\n" in name]
    return bool(refused) and (any(name in NOT_OURS for name in refused)
                              or bool(broken))


def sieve_compile(file):
    def one(case):
        path = scratch("compile-%d.sieve" % abs(hash(case["id"])),
                       case["script"].encode())
        done = subprocess.run([WAXSEAL, "check", "-o",
                               "sieve_programs=/usr/lib/sieve", path],
                              capture_output=True, timeout=60)
        want = 0 if case["expect"] == "ok" else 65
        if done.returncode == 65 and is_refused_rightly(
                case["script"], done.stdout.decode()):
            return None
        if done.returncode != want:
            return "exit %d, want %d: %s" % (
                done.returncode, want, (done.stdout + done.stderr).decode())
        return None
    for case in load("sieve-check-sieve", file):
        yield case["id"], lambda case=case: one(case)


def sieve_compile_ours():
    return sieve_compile("compile-cases.json")


def sieve_compile_others():
    return sieve_compile("compile-cases-other-extensions.json")


def final_action(action, argument):
    """As run_sieve prints it; "INBOX.a" is the folder "a" below the inbox."""
    if action == "store":
        return "store " + re.sub(r"^INBOX\.", "", argument)
    return action + (" " + argument if action == "redirect" else "")


def sieve_run():
    def one(case):
        base = os.path.join(VECTORS, "sieve-check-sieve")
        mail = os.path.join(base, case["message"])
        sender = re.search(rb"^From:.*?([^\s<>]+@[^\s<>]+)",
                           open(mail, "rb").read(), re.M | re.I)
        done = subprocess.run(
            [RUN_SIEVE, os.path.join(base, case["script"]), mail,
             sender[1].decode() if sender else "<>", "user@example.com"],
            capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            return done.stdout + done.stderr
        want = [final_action(a["action"], a.get("arg", ""))
                for a in case["expect"]]
        return differs(sorted(done.stdout.splitlines()), sorted(want))
    for case in load("sieve-check-sieve", "run-cases.json"):
        yield case["id"], lambda case=case: one(case)


def authres_fields(mail):
    """The values of the fields, unfolded, top to bottom; a plain reading."""
    head = mail.replace(b"\r\n", b"\n").split(b"\n\n")[0].decode("latin-1")
    head = re.sub(r"\n[ \t]+", " ", head)
    return re.findall(r"^Authentication-Results:\s*(.*)$", head, re.M | re.I)


def claimed_id(field):
    """Whose results they are, by python3-authres; None: does not parse.

    Against it: a final ";" is common and harmless, and an authserv-id is a
    token of RFC 2045, which holds no "/".
    """
    try:
        claimed = authres.AuthenticationResultsHeader.parse(
            "Authentication-Results: " + field.rstrip("; ")).authserv_id
    except (authres.AuthResError, ValueError):
        return None
    return claimed.lower() if re.fullmatch(r"[\w.!#$%&'*+^`{|}~-]+",
                                           claimed) else None


def forged():
    """Fields of our id and those that nobody can parse go, foreign ones stay."""
    def one(path):
        mail = open(path, "rb").read()
        fields = authres_fields(mail)
        ids = [claimed_id(f) for f in fields]
        for ours in {i for i in ids if i} | {"nobody.example"}:
            result = run("forged-" + os.path.basename(path), mail,
                         ["-o", "authserv_id=" + ours])
            if "error" in result:
                return result["error"]
            removed = [re.sub(r"\s+", " ", r.partition(":")[2]).strip()
                       for r in result["removed"]]
            for field, claimed in zip(fields, ids):
                gone = re.sub(r"\s+", " ", field) in removed
                if gone != (claimed in (ours, None)):
                    return "for %s, %s: %r" % (
                        ours, "gone" if gone else "stays", field)
        return None
    for path in sorted(glob.glob(os.path.join(VECTORS, "authres-lieser",
                                              "*.eml"))):
        yield os.path.basename(path), lambda path=path: one(path)


def body_of(mail):
    """As it is stored: LF throughout where the first line ends with CRLF."""
    if mail.split(b"\n", 1)[0].endswith(b"\r"):
        mail = mail.replace(b"\r\n", b"\n")
    return re.split(rb"(?:^|\n)\r?\n", mail, maxsplit=1)[-1]


def malformed():
    """Any bytes are delivered, the body byte for byte."""
    uid = os.getuid() or 65534  # root delivers to nobody
    os.chmod(SCRATCH.name, 0o755)

    def one(path):
        home = os.path.join(SCRATCH.name, "home-" + os.path.basename(path))
        os.mkdir(home, 0o700)
        os.chown(home, uid, uid)
        users = scratch(os.path.basename(home) + ".txt", (
            "ann@home.example:%d:%d:%s::\n" % (uid, uid, home)).encode())
        subprocess.run([WAXSEAL, "users", "build", users, users + ".cdb"],
                       check=True, capture_output=True)
        mail = open(path, "rb").read()
        done = subprocess.run(
            [WAXSEAL, "-c", scratch("malformed.conf", b""),
             "-o", "users=" + users + ".cdb", "-o", "log=stderr",
             "-o", "dns=zone " + scratch("malformed.zone", b"\n"),
             "-d", "ann@home.example"],
            input=mail, capture_output=True, timeout=60)
        if done.returncode != 0:
            return done.stderr.decode(errors="replace")
        stored = glob.glob(home + "/Maildir/new/*") + glob.glob(
            home + "/Maildir/.Junk/new/*")
        if len(stored) != 1:
            return "%d copies" % len(stored)
        if not open(stored[0], "rb").read().endswith(body_of(mail)):
            return "the body is not as it came"
        return None
    for path in sorted(glob.glob(os.path.join(VECTORS, "mime-malformed",
                                              "*.eml"))):
        yield os.path.basename(path), lambda path=path: one(path)


SUITES = (
    ("spf-rfc7208", spf),
    ("spf-rfc7208 over DNS", spf_over_dns),
    ("arc", arc),
    ("arc sealing", arc_sign),
    ("dkim-lieser", dkim),
    ("dkim-lieser, its authors' tests", dkim_upstream),
    ("dmarc-mailauth", dmarc),
    ("authres-lieser", forged),
    ("mime-malformed", malformed),
    ("sieve compile", sieve_compile_ours),
    ("sieve compile, other extensions", sieve_compile_others),
    ("sieve run", sieve_run),
)


def run_suite(pool, name, suite):
    global number
    cases = list(suite())
    passed = 0
    for (title, _), wrong in zip(cases, pool.map(lambda c: c[1](), cases)):
        number += 1
        passed += wrong is None
        print("%sok %d - %s: %s" % ("" if wrong is None else "not ", number,
                                    name, title.replace("#", "")))
        if wrong is not None:
            print("#   " + str(wrong).replace("\n", "\n#   "))
    print("# %s: %d of %d pass" % (name, passed, len(cases)))
    return passed == len(cases)


def main():
    if not os.path.isdir(VECTORS):
        print("1..0 # SKIP no test vectors at %s" % VECTORS)
        return 0
    wanted = sys.argv[1:]
    good = True
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for name, suite in SUITES:
            if not wanted or name in wanted:
                good = run_suite(pool, name, suite) and good
    print("1..%d" % number)
    return 0 if good else 1


sys.exit(main())
