#!/usr/bin/python3
"""A mail of 100 MB takes 16 MB of memory at the peak, mapped pages included, in
each process that handles it: those behind a reader are given back.

It is the largest resident size of all processes, of which the kernel keeps
account; what started the program counts too, so this has to stay small.
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

from tap import done, ok

HERE = os.path.dirname(os.path.abspath(__file__))
WAXSEAL = os.environ.get("WAXSEAL", os.path.join(HERE, "../../build/waxseal"))
SIZE, MEMORY, PIECE = 100000000, 16 << 10, 1 << 16
ROOT = os.getuid() == 0
UID, GID = (65534, 65534) if ROOT else (os.getuid(), os.getgid())

HEAD = "".join(
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/%s; d=a.example; s=s;\n"
    " h=From; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\n" % canon
    for canon in ("relaxed", "simple")) + (
    "From: Ann <ann@a.example>\nTo: bob@b.example\nSubject: hello\n"
    "Date: Mon, 21 Sep 2026 13:33:00 +0000\nMessage-ID: <1@a.example>\n")
LINE = "VGhpcyBpcyBhIGxpbmUgb2YgYmFzZTY0LCBhcyBsb25nIGFzIHRoZXkgYXJlIGluIG1haWw\n"
TEXT = "text that flows, with  blanks \n"
PARTS = ("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
         "Content-Type: text/plain\n\nhello\n--b\n"
         "Content-Type: application/octet-stream\n"
         "Content-Transfer-Encoding: base64\n\n")
SCRIPT = """require ["fileinto", "mailbox", "body", "mime", "foreverypart",
	"copy", "editheader"];
if allof (size :over 90M, not body :contains "never",
	not body :raw :contains "never") {
	fileinto :create :copy "Large";
}
foreverypart {
	if header :mime :subtype "content-type" "octet-stream" {
		addheader "X-Holds" "octets";
		fileinto :create :copy "Octets";
	}
}
"""
# Name, head, what comes again and again, end, folders: Junk alone where the
# header block is beyond a limit, the end of which is not kept.
CASES = [
    ("lines of base64", HEAD + "\n", LINE, "", 2),
    ("text, CRLF", HEAD.replace("\n", "\r\n") + "\r\n",
     TEXT.replace("\n", "\r\n"), "", 2),
    ("mixed line ends", HEAD + "\n", TEXT + "CRLF\r\nCR \r", "", 2),
    ("one line", HEAD + "\n", "x  \ty" * 100, "\n", 2),
    ("one line, CRLF", HEAD.replace("\n", "\r\n") + "\r\n", "x  \ty" * 100,
     "\r\n", 2),
    ("parts", HEAD + PARTS, LINE, "--b--\n", 3),
    ("a header block without end", HEAD, "X-Field: something\n", "", 1),
    ("one header field", HEAD + "X: ", "y" * 1000, "\n\nx\n", 1),
]

def write_mail(path, head, again, end):
    """The size of what is written."""
    piece = (again * (PIECE // len(again))).encode()
    with open(path, "wb") as mail:
        mail.write(head.encode())
        while mail.tell() < SIZE:
            mail.write(piece)
        mail.write(end.encode())
        return mail.tell()


def run(room, *command):
    """Status and KiB."""
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 0, room + "/mail", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, room + "/errors", os.O_WRONLY | os.O_CREAT,
         0o600)])
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_maxrss


def stored(room):
    return glob.glob(room + "/home/Maildir/new/*") + \
        glob.glob(room + "/home/Maildir/.*/new/*")


def holds_mail(room, path, crlf):
    """Below our own fields, LF for CRLF when it came so."""
    with open(path, "rb") as file:
        begin = file.read(65536).find(b"DKIM-Signature: v=1; a=rsa-sha256; c=")
    come = "tr -d '\\r' <'%s/mail'" if crlf else "cat '%s/mail'"
    compare = "tail -c +%d '%s' | cmp - '%s/come'" % (begin + 1, path, room)
    return begin >= 0 and subprocess.run(
        ["sh", "-c", (come % room) + " >'%s/come' && " % room + compare],
        stdout=subprocess.DEVNULL).returncode == 0


def prepare(room):
    os.chmod(room, 0o755)
    os.mkdir(room + "/home", 0o700)
    files = {"users.txt": "bob@b.example:%d:%d:%s/home::\n" % (UID, GID, room),
             "zone": "a.example TXT \"v=spf1 -all\"\n", "home/.sieve": SCRIPT,
             "conf": "users = %s/users.cdb\ndns = zone %s/zone\nauthserv_id = "
             "mx.b.example\nlog = %s/log\nfsync = never\nlocal_domains = "
             "b.example\nsieve = %%h/.sieve\n" % (room, room, room)}
    for name, text in files.items():
        with open(room + "/" + name, "w") as file:
            file.write(text)
    for name in ("home", "home/.sieve"):
        os.chown(room + "/" + name, UID, GID)
    subprocess.run([WAXSEAL, "users", "build", room + "/users.txt",
                    room + "/users.cdb"], check=True, stdout=subprocess.PIPE)


def try_case(room, name, head, again, end, copies):
    write_mail(room + "/mail", head, again, end)
    status, kib = run(room, WAXSEAL, "-c", room + "/conf", "-d",
                      "bob@b.example", "-f", "ann@a.example", "--client-ip",
                      "192.0.2.1")
    with open(room + "/errors") as errors:
        said = errors.read()
    files = stored(room)
    ok(status == 0 and len(files) == copies,
       "%s: delivered to %d folders" % (name, copies), status, said, files)
    ok(kib <= MEMORY, "%s: %d KiB at the peak" % (name, kib))
    ok(copies == 1 or all(holds_mail(room, path, "\r\n" in head) for path in files),
       "%s: every byte is there" % name, files)
    shutil.rmtree(room + "/home/Maildir", ignore_errors=True)
    shutil.rmtree(room + "/home/.waxseal", ignore_errors=True)


def main():
    if "ASAN_OPTIONS" in os.environ:
        print("1..0 # SKIP the sanitizers need more memory")
        return 0
    with tempfile.TemporaryDirectory() as room:
        prepare(room)
        with open(room + "/mail", "wb"):
            pass
        _, kib = run(room, "/bin/true")
        ok(kib < MEMORY, "this test itself takes less: %d KiB" % kib)
        for name, *case in CASES:
            if len(sys.argv) < 2 or sys.argv[1] in name:
                try_case(room, name, *case)
    return done()


sys.exit(main())
