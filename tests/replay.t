#!/usr/bin/python3
"""Each case of tests/cases is delivered with evidence = on; from the stored
mail alone, with a DNS that answers nothing and another clock, explain comes to
what was found when the mail came."""
import concurrent.futures
import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
loader = importlib.machinery.SourceFileLoader(
    "cases", os.path.join(HERE, "cases.t"))
cases = importlib.util.module_from_spec(
    importlib.util.spec_from_loader("cases", loader))
loader.exec_module(cases)

SUBJECTS = ("author", "faults", "origin", "spf", "dkim", "arc", "dmarc",
            "iprev", "verdict", "actions", "withheld", "removed")
# Exit 75: there is nothing stored to explain.
RETRIED = 75
# What nobody read is not kept; the report says so.
UNREAD = {"malformed/three-thousand-fields",
          "author/second-from-behind-thousands-of-fields"}


def run(args, mail=b""):
    return subprocess.run(args, input=mail, capture_output=True, timeout=60)


def prepare(scratch):
    """One user with a home, who is nobody when we are root."""
    uid = os.getuid() or 65534
    home = os.path.join(scratch, "home")
    os.chmod(scratch, 0o755)
    os.mkdir(home, 0o700)
    os.chown(home, uid, -1)
    users = os.path.join(scratch, "users.txt")
    with open(users, "w") as out:
        out.write("bob@b.example:%d:%d:%s::\n" % (uid, uid, home))
    run([cases.WAXSEAL, "users", "build", users, users + ".cdb"])
    with open(os.path.join(scratch, "silence"), "w") as out:
        out.write("* FAIL\n")
    return ["-d", "bob@b.example", "-o", "users=" + users + ".cdb",
            "-o", "fsync=never", "-o", "sendmail=/bin/false",
            "-o", "log=" + os.path.join(scratch, "log")]


def own(path):
    if os.path.exists(path) and os.getuid() == 0:
        os.chown(path, 65534, -1)


def stored(scratch):
    """The mail, not a notice to its reader about the script."""
    for folder, _, files in os.walk(os.path.join(scratch, "home")):
        for name in files:
            path = os.path.join(folder, name)
            if os.path.basename(folder) in ("new", "cur"):
                with open(path, "rb") as mail:
                    if b"\nX-Waxseal-Evidence: " in mail.read():
                        return path
    return None


def explain_stored(args, scratch, path):
    """Without a word of the envelope, with no DNS, years later; the mailbox is
    as empty as it was, since scripts ask which folders there are."""
    silent = []
    for arg in args:
        if arg in cases.FLAGS.values():
            break
        silent.append(arg)
    done = run(silent + ["-d", "bob@b.example", "-o",
                         "dns=zone " + os.path.join(scratch, "silence"), "-o",
                         "now=2000000000", "-o", "maildir=" +
                         os.path.join(scratch, "empty"), path])
    return json.loads(done.stdout or "{}"), done.stderr.decode()


def body_changed(then):
    return any("changed the body" in v for v in then["versions"])


def says_changed(then, now):
    """What a script changed cannot be judged again; what was found then is
    there all the same."""
    wrong = [] if now["evidence"]["changed"] else ["not told that it changed"]
    if "verdict" in now:
        wrong.append("a verdict on another mail")
    found = [field for field in then["fields"] if field not in now["fields"]]
    return wrong + ["not found then: " + field for field in found]


def differences(name, then, now):
    if not now:
        return ["no report"]
    wrong = [] if now["evidence"]["replayed"] else ["not replayed"]
    if now["evidence"]["complete"] == (name in UNREAD):
        wrong.append("complete is %s" % now["evidence"]["complete"])
    for key in SUBJECTS:
        if now[key] != then[key] and not (key == "removed" and
                                          name in UNREAD):
            wrong.append("%s: %s, then %s" % (key, json.dumps(now[key]),
                                              json.dumps(then[key])))
    return wrong


def replay(name):
    folder = os.path.join(cases.CASES, name)
    mail = cases.read_mail(folder)
    with tempfile.TemporaryDirectory() as scratch:
        more = prepare(scratch)
        command = cases.command(folder, scratch)
        for file, _ in cases.USER_FILES:
            own(os.path.join(scratch, file))
        assert command[1] == "explain"
        # Without a mail that tells the user of errors.
        more += ["-o", "state="]
        deliver = [command[0], "deliver"] + command[2:]
        then = run(deliver + more + ["-n"], mail)
        done = run([arg for arg in deliver if arg != "--json"] + more +
                   ["-o", "evidence=on"], mail)
        path = stored(scratch)
        if done.returncode == RETRIED or path is None:
            return None
        now, error = explain_stored(command[:2] + more[2:] + command[2:],
                                    scratch, path)
        then = json.loads(then.stdout)
        check = says_changed(then, now) if body_changed(then) else \
            differences(name, then, now)
        return check + ([error] if error else [])


def main():
    names = list(cases.find_cases(sys.argv[1:]))
    failed = count = 0
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for name, wrong in zip(names, pool.map(replay, names)):
            if wrong is None:
                continue
            count += 1
            failed += bool(wrong)
            print("%sok %d - %s" % ("not " if wrong else "", count, name))
            for line in wrong:
                print("#   " + line.replace("\n", "\n#   "))
    print("1..%d" % count)
    sys.exit(failed > 0 or 10 * count < 9 * len(names))


main()
