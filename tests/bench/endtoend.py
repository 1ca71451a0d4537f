#!/usr/bin/python3
"""From SMTP to the mailbox: Postfix takes mails of 20 KB from 8 clients, and all
is verified, by Waxseal over pipe(8) or by what is used today.

Runs in a machine of its own, as process.py does.  BENCH_ENDTOEND is
ROUNDS:MAILS; the result is bench/endtoend.json in BUILD.
"""
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../mta"))
sys.path.insert(0, HERE)
import corpus  # noqa: E402
import machine  # noqa: E402
from machine import append, run, write  # noqa: E402

PACKAGES = ["opendmarc", "opendkim", "rspamd", "postfix", "dovecot-core",
            "dovecot-sieve", "dovecot-lmtpd", "nsd", "iproute2"]
CLIENTS, RULES, LIFETIME, PATIENCE = 8, 20, 1800, 60
GROUP = "/tmp/cgroup/waxseal-bench"
HOME = "/var/vmail/ann"
BOX = HOME + "/Maildir/new"

ZONE = """\
sender.example TXT "v=spf1 ip4:192.0.2.10 -all"
mx.sender.example A 192.0.2.10
10.2.0.192.in-addr.arpa PTR mx.sender.example
_dmarc.sender.example TXT "v=DMARC1; p=reject"
"""
MAIN_CF = """compatibility_level = 3.6
myhostname = mx.home.example
mydestination = mx.home.example
virtual_mailbox_domains = home.example
mynetworks = 127.0.0.0/8
inet_interfaces = all
inet_protocols = ipv4
maillog_file = /var/log/postfix.log
alias_maps =
alias_database =
smtpd_client_connection_count_limit = 0
default_destination_recipient_limit = 1
"""
LDA = """lda unix - n n - - pipe
  flags=DRX user=vmail argv=/usr/lib/dovecot/dovecot-lda -f ${sender}
  -d ${recipient}
"""
DOVECOT = """protocols = lmtp
mail_location = maildir:~/Maildir
log_path = /var/log/dovecot.log
ssl = no
first_valid_uid = 1
default_internal_user = vmail
default_login_user = nobody
default_internal_group = vmail
service lmtp {
  unix_listener /var/run/lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener auth-userdb {
    mode = 0666
  }
}
userdb {
  driver = static
  args = uid=5000 gid=5000 home=/var/vmail/%n allow_all_users=yes
}
passdb {
  driver = static
  args = nopassword=y
}
protocol lda {
  mail_plugins = sieve
}
protocol lmtp {
  mail_plugins = sieve
}
plugin {
  sieve = ~/rules.sieve
}
"""
OPENDKIM = """Mode v
Socket local:/tmp/opendkim
UMask 000
Syslog no
Nameservers 127.0.0.1
PidFile /tmp/opendkim.pid
"""
OPENDMARC = """Socket local:/tmp/opendmarc
UMask 000
Syslog no
AuthservID mx.home.example
SPFSelfValidate true
PidFile /tmp/opendmarc.pid
"""
# Its authentication modules alone, asked as a milter.
RSPAMD = {
    "options.inc": 'filters = "dkim";\ndns { nameserver = ["127.0.0.1:53"]; }\n'
                   'local_addrs = ["127.0.0.0/8"];\ncontrol_socket = false;\n'
                   'url_tld = "/tmp/suffixes";\n',
    "logging.inc": 'type = "console";\nlevel = "error";\n',
    "worker-proxy.inc": 'milter = yes;\ntimeout = 120s;\ncount = 2;\n'
                        'bind_socket = "/tmp/rspamd mode=0666";\n'
                        'upstream "local" { default = yes; self_scan = yes; }\n',
    "worker-normal.inc": "enabled = false;\n",
    "worker-controller.inc": "enabled = false;\n",
    "worker-fuzzy.inc": "enabled = false;\n",
    "milter_headers.conf": 'use = ["authentication-results"];\n',
    "dmarc.conf": "reporting { enabled = false; }\n",
}
MODULES = ("spf", "dkim", "arc", "dmarc", "milter_headers")


def rules():
    return 'require "fileinto";\n' + "".join(
        'if header :contains "subject" "word%02d" {\n\tfileinto "List.%02d";\n'
        "\tstop;\n}\n" % (i, i) for i in range(RULES))


def join_group():
    with open(GROUP + "/cgroup.procs", "w") as processes:
        processes.write("0")


def quietly(*command):
    subprocess.run(command, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, preexec_fn=join_group)


def daemon(*command):
    return subprocess.Popen(command, stdin=subprocess.DEVNULL,
                            stdout=open("/tmp/daemons", "a"),
                            stderr=subprocess.STDOUT, start_new_session=True,
                            preexec_fn=join_group)


# -- what is compared ----------------------------------------------------------

def with_milters(*names):
    """Each has a socket in /tmp: by TCP, small packets would wait for each
    other."""
    return ("smtpd_milters = %s\nmilter_default_action = tempfail\n" %
            " ".join("unix:/tmp/" + name for name in names))


def opendkim_opendmarc():
    write("/etc/opendkim.conf", OPENDKIM)
    write("/etc/opendmarc.conf", OPENDMARC)
    return [daemon("/usr/sbin/opendkim", "-f", "-x", "/etc/opendkim.conf"),
            daemon("/usr/sbin/opendmarc", "-f", "-c", "/etc/opendmarc.conf")]


def rspamd():
    for name, text in RSPAMD.items():
        write("/etc/rspamd/local.d/" + name, text)
    disabled = [name[:-5] for name in os.listdir("/etc/rspamd/modules.d")
                if name[:-5] not in MODULES]
    for name in disabled:
        write("/etc/rspamd/override.d/%s.conf" % name, "enabled = false;\n")
    write("/tmp/suffixes", "example\n")  # it compiles the whole list
    for folder in ("/var/lib/rspamd", "/run/rspamd"):
        os.makedirs(folder, exist_ok=True)
        os.chown(folder, 5000, 5000)
    return [daemon("/usr/bin/rspamd", "-f", "-u", "vmail", "-g", "vmail",
                   "-c", "/etc/rspamd/rspamd.conf")]


def dovecot():
    return [daemon("/usr/sbin/dovecot", "-F")]


PEERS = {
    "waxseal": ("virtual_transport = waxseal\n", []),
    "opendkim + opendmarc + dovecot-lda": (
        "virtual_transport = lda\n" + with_milters("opendkim", "opendmarc"),
        [opendkim_opendmarc, dovecot]),
    "rspamd + dovecot-lda": (
        "virtual_transport = lda\n" + with_milters("rspamd"),
        [rspamd, dovecot]),
    "rspamd + dovecot LMTP": (
        "virtual_transport = lmtp:unix:/var/run/lmtp\n" +
        with_milters("rspamd"), [rspamd, dovecot]),
}


# -- one of them ------------------------------------------------------------------

def furnish():
    write("/etc/postfix/main.cf", MAIN_CF)
    with open("/usr/share/postfix/master.cf.dist") as dist:
        write("/etc/postfix/master.cf", dist.read())
    for name in ("main.cf", "master.cf"):
        with open("contrib/postfix/" + name) as text:
            append("/etc/postfix/" + name, text.read())
    append("/etc/postfix/master.cf", LDA)
    run("postconf", "-F", "*/*/chroot = n")
    shutil.copy("/etc/postfix/main.cf", "/tmp/main.cf")
    machine.configure_waxseal(
        "ann@home.example:5000:5000:%s::\n" % HOME,
        "sieve = %h/rules.sieve\n")
    write("/etc/dovecot/dovecot.conf", DOVECOT)
    write("/var/log/dovecot.log", "", 0o666)
    write(HOME + "/rules.sieve", rules())
    run("sievec", HOME + "/rules.sieve")
    for part in ("new", "cur", "tmp"):
        os.makedirs(HOME + "/Maildir/" + part, 0o700, exist_ok=True)
    run("chown", "-R", "vmail:vmail", "/var/vmail")
    quietly("postfix", "set-permissions")
    for program in ("/usr/sbin/postdrop", "/usr/sbin/postqueue"):
        shutil.chown(program, group="postdrop")
        os.chmod(program, 0o2755)


def cpu_used():
    """Seconds, of all that was started in the group, ended or not."""
    with open(GROUP + "/cpu.stat") as stat:
        return int(stat.read().split()[1]) / 1e6


def load(path, mails):
    """Wall and CPU seconds until all are in the mailbox."""
    for name in os.listdir(BOX):
        os.unlink(os.path.join(BOX, name))
    before, start = cpu_used(), time.monotonic()
    client = subprocess.Popen(
        ["smtp-source", "-s", str(CLIENTS), "-m", str(mails), "-F", path,
         "-f", "ann@sender.example", "-t", "ann@home.example", "-M",
         "mx.sender.example", "inet:192.0.2.10:25"])
    while len(os.listdir(BOX)) < mails:
        if time.monotonic() - start > PATIENCE:
            with open("/tmp/daemons", errors="replace") as said:
                sys.exit("%s\n%s\nonly %d of %d arrived" % (
                    said.read()[-3000:],
                    machine.Log("/var/log/postfix.log", 0).tail(),
                    len(os.listdir(BOX)), mails))
        time.sleep(0.01)
    wall = time.monotonic() - start
    time.sleep(0.3)     # what is done behind
    cpu = cpu_used() - before
    client.wait()
    return {"rate": mails / wall, "cpu": cpu / mails}


def verified():
    """Whether a mail says that all passed."""
    name = os.path.join(BOX, os.listdir(BOX)[0])
    with open(name, errors="replace") as mail:
        head = mail.read().partition("\n\n")[0]
    return all(word in head for word in ("spf=pass", "dkim=pass",
                                         "dmarc=pass"))


def stop(daemons):
    quietly("postfix", "stop")
    for process in daemons:
        os.killpg(process.pid, signal.SIGTERM)
    for process in daemons:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def listens(path):
    with socket.socket(socket.AF_UNIX) as sock:
        return sock.connect_ex(path) == 0


def answers():
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", 25)) == 0


def measure(name, mail, mails):
    more, starts = PEERS[name]
    shutil.copy("/tmp/main.cf", "/etc/postfix/main.cf")
    append("/etc/postfix/main.cf", more)
    daemons = [process for start in starts for process in start()]
    for path in re.findall(r"unix:(/tmp/\S+)", more):
        machine.wait_for(lambda: listens(path), path, 60)
    quietly("postfix", "start")
    machine.wait_for(answers, "the SMTP server", PATIENCE)
    machine.wait_for_smtp()
    load(mail, 2 * CLIENTS)
    if not verified():
        sys.exit("%s: not all verified" % name)
    result = load(mail, mails)
    stop(daemons)
    return result


def main():
    machine.LIFETIME = LIFETIME
    waxseal = os.path.join(machine.BUILD, "static/waxseal")
    if os.path.exists(waxseal):
        machine.WAXSEAL = waxseal
    machine.enter(PACKAGES)
    os.mkdir("/tmp/cgroup")
    run("mount", "-t", "cgroup2", "none", "/tmp/cgroup")
    os.makedirs(GROUP, exist_ok=True)
    rounds, mails = map(int, os.environ["BENCH_ENDTOEND"].split(":"))
    out = open(os.path.join(machine.BUILD, "bench/endtoend.json"), "w")
    furnish()
    zone, made = corpus.make("/tmp/corpus", machine.SIGN, ["20 KB"])
    with open(zone, "a") as lines:
        lines.write(ZONE)
    server = machine.NameServer(zone)
    path = next(m.path for m in made
                if (m.signatures, m.end) == ("rsa", "LF"))
    names, runs = list(PEERS), {name: [] for name in PEERS}
    for i in range(rounds):
        for name in names[i % len(names):] + names[:i % len(names)]:
            runs[name].append(measure(name, path, mails))
    json.dump({name: {"rate": statistics.median(r["rate"] for r in of),
                      "cpu": statistics.median(r["cpu"] for r in of),
                      "runs": of} for name, of in runs.items()}, out)
    out.close()
    server.stop()
    os._exit(0)


main()
