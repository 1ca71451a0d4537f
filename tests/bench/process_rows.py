"""The rows of process.py and endtoend.py, which need a machine of their own."""
import json
import os
import subprocess
import sys

import corpus

HERE = os.path.dirname(os.path.abspath(__file__))
OURS, FIXED = "waxseal", "waxseal STATIC=1"
SIGNED, UNSIGNED = "20 KB, rsa", "20 KB, unsigned"
LDA, LMTP = "opendkim + opendmarc + dovecot-lda", "rspamd + dovecot LMTP"
RSPAMD_LDA = "rspamd + dovecot-lda"
# Of the plot, with a colour each.
SHOWN = (("dovecot-lda, Sieve", 7), ("fdm", 7), ("maildrop", 7),
         ("procmail", 7), ("opendkim-testmsg", 7), (OURS, 2), (FIXED, 2),
         ("floor: verify, store, static", 9))
PLOTS = {"result": "plot.gp", "goals": "goals.gp"}
WHAT = {"dovecot-lda, Sieve": "stores", "fdm": "stores", "maildrop": "stores",
        "procmail": "stores", "opendkim-testmsg": "verifies DKIM",
        OURS: "verifies, stores", FIXED: "verifies, stores"}


def measure(name, folder, amount):
    """None where there can be no such machine, with a word about it.  Once more
    when it fails: a machine that others use makes servers late."""
    return measure_once(name, folder, amount) or \
        measure_once(name, folder, amount)


def measure_once(name, folder, amount):
    path = os.path.join(folder, name + ".json")
    if os.path.exists(path):
        os.unlink(path)
    done = subprocess.run(
        [sys.executable, os.path.join(HERE, name + ".py")],
        env=dict(os.environ, **{"BENCH_" + name.upper(): amount}),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    try:
        with open(path) as rows:
            return json.load(rows)
    except (OSError, ValueError):
        print("%s.py: %s" % (name, done.stdout.strip()[-2000:]),
              file=sys.stderr)
        return None


def lines(found):
    """CPU and wall time, memory, syncs."""
    for mail, peers in (found["process"] or {}).items():
        yield "One process a mail, 20 Sieve rules or the like: %s" % mail
        yield "%-30s %7s %7s %8s %7s %6s %5s %6s" % (
            "", "CPU ms", "wall ms", "mails/s", "KiB", "fsyncs", "execs",
            "calls")
        for name, row in peers.items():
            yield "%-30s %7.2f %7.2f %8.0f %7d %6d %5d %6d" % (
                name, 1000 * row["cpu"], 1000 * row["wall"], row["rate"],
                row["kib"], row["trace"]["fsync"], row["trace"]["exec"],
                row["trace"]["calls"])
        yield ""
    if found["endtoend"]:
        yield "By SMTP from 8 clients to the mailbox, 20 KB, all verified:"
        for name, row in found["endtoend"].items():
            yield "%-36s %6.0f mails/s, %5.2f ms of CPU each" % (
                name, row["rate"], 1000 * row["cpu"])
        yield ""


def goals(found):
    """(name, ">=" or "<=", goal, measured)"""
    if found["process"]:
        signed = found["process"][SIGNED]
        plain = found["process"][UNSIGNED]
        ours = signed[FIXED]
        for peer, goal in (("dovecot-lda, Sieve", 0.2),
                           ("opendkim-testmsg", 0.45),
                           ("floor: verify, store, static", 1.5),
                           ("floor: verify, store", 1.5)):
            yield "one process, CPU, x " + peer, "<=", goal, \
                ours["cpu"] / signed[peer]["cpu"]
        yield "8 in parallel, mails/s, x dovecot-lda, Sieve", ">=", 5.0, \
            ours["rate"] / signed["dovecot-lda, Sieve"]["rate"]
        yield "unsigned, CPU, x maildrop", "<=", 1.0, \
            plain[FIXED]["cpu"] / plain["maildrop"]["cpu"]
    if found["endtoend"]:
        rows = found["endtoend"]
        for peer, rate, cpu in ((LDA, 3.0, 0.35), (RSPAMD_LDA, 3.0, 0.35),
                                (LMTP, 1.4, 0.75)):
            yield "SMTP, mails/s, x " + peer, ">=", rate, \
                rows[OURS]["rate"] / rows[peer]["rate"]
            yield "SMTP, CPU, x " + peer, "<=", cpu, \
                rows[OURS]["cpu"] / rows[peer]["cpu"]


def plot_process(found, folder):
    if not found["process"]:
        return
    rows = found["process"][SIGNED]
    draw(folder, "result", (720, 360), "".join('"%s" %.3f %d\n' % (
        name + (": " + WHAT[name] if name in WHAT else ""),
        1000 * rows[name]["cpu"], colour) for name, colour in SHOWN))


def plot_goals(found, folder):
    """All as "at most": an "at least" is turned around."""
    def of_goal(goal):
        done, wanted = goal["measured"], goal["goal"]
        return done / wanted if goal["word"] == "<=" else wanted / done

    draw(folder, "goals", (960, 90 + 21 * len(found["goals"])), "".join(
        '"%s" %.3f %d\n' % (goal["name"], of_goal(goal),
                            2 if of_goal(goal) <= 1 else 7)
        for goal in found["goals"]))


def draw(folder, name, size, data):
    corpus.write(folder, name + ".data", data.encode())
    for kind in ("svg", "png"):
        subprocess.run(
            ["gnuplot", "-e", "DATA='%s/%s.data'; FILE='%s/%s.%s'" % (
                folder, name, folder, name, kind),
             "-e", "set terminal %s size %d,%d" % (kind, *size),
             os.path.join(HERE, PLOTS[name])], check=True)
