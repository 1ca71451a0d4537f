#!/usr/bin/python3
"""What leaves by SMTP or LMTP instead of the local sendmail program, to servers
that take it, refuse it, end in the middle or talk nonsense."""
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading

from tap import done, ok

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "../..")
WAXSEAL = os.path.abspath(os.environ.get(
    "WAXSEAL", os.path.join(TOP, "build/waxseal")))
SUBMIT = os.path.join(os.path.dirname(WAXSEAL), "waxseal-submit")
UID = os.getuid() or 65534
ROOM = tempfile.TemporaryDirectory()
MAIL = b"From: a@a.example\nSubject: x\n\nHello.\n"
ALL = ["SIZE 1000000", "8BITMIME", "DSN", "DELIVERBY", "SMTPUTF8"]


class Server:
    """For one mail (two connections where the first may fail).  said: what it
    says to a command in place of "250 ok"; None ends the connection there.
    after: bytes of the mail before it ends."""

    def __init__(self, offers=ALL, said=(), after=None, greets="220 here",
                 tls=None, connections=1):
        self.offers, self.said, self.after = offers, dict(said), after
        self.greets, self.tls, self.commands = greets, tls, []
        self.mail, self.secure = b"", False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, args=(connections,))
        self.thread.start()

    def serve(self, connections):
        for _ in range(connections):
            sock, _ = self.listener.accept()
            sock.settimeout(20)
            self.sock, self.lines = sock, sock.makefile("rb")
            try:
                self.talk()
            except OSError:
                pass
            finally:
                self.lines.close()
                self.sock.close()
        self.listener.close()

    def say(self, text):
        self.sock.sendall(text.encode("latin-1") + b"\r\n")

    def hello(self):
        lines = ["mx.test"] + self.offers
        for line in lines[:-1]:
            self.say("250-" + line)
        self.say("250 " + lines[-1])

    def start_tls(self):
        self.say("220 go ahead")
        if self.tls == "broken":
            self.sock.recv(4096)
            self.sock.sendall(b"no TLS at all\r\n" * 9)
            return False
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.tls)
        self.sock = context.wrap_socket(self.sock, server_side=True)
        self.lines = self.sock.makefile("rb")
        self.offers = [o for o in self.offers if o != "STARTTLS"]
        self.secure = True
        return True

    def talk(self):
        self.say(self.greets)
        if not self.greets.startswith("220 "):
            return
        while line := self.lines.readline():    # of TLS, from then on
            command = line.decode().strip()
            verb = command.split(" ")[0].upper()
            self.commands.append(command)
            if verb in self.said:
                if self.said[verb] is None:
                    return
                self.say(self.said[verb])
            elif verb in ("EHLO", "LHLO"):
                self.hello()
            elif verb == "STARTTLS":
                if not self.start_tls():
                    return
            elif verb == "DATA":
                self.say("354 go ahead")
                if not self.take_mail():
                    return
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")

    def take_mail(self):
        """False where it ends the connection."""
        for line in self.lines:
            if line == b".\r\n":
                if self.said.get(".", "") is None:
                    return False
                self.say(self.said.get(".", "250 taken"))
                return True
            self.mail += line
            if self.after is not None and len(self.mail) > self.after:
                return False
        return False

    def url(self, scheme="smtp"):
        return "%s://127.0.0.1:%d" % (scheme, self.port)

    def command(self, verb):
        return next((c for c in self.commands if c.startswith(verb)), "")

    def close(self):
        self.thread.join(20)


def submit(server, *options, mail=MAIL, sender="a@a.example",
           to="b@b.example", scheme="smtp"):
    """Its status and what it says."""
    with tempfile.TemporaryFile() as file:
        file.write(mail)
        file.seek(0)
        done = subprocess.run(
            (SUBMIT, "-S", server.url(scheme) + "/mx.home.example", "-i",
             *options, "-f", sender, "--", to), stdin=file,
            capture_output=True, timeout=60)
    server.close()
    return done.returncode, done.stderr.decode().strip()


def test_taken():
    for scheme, hello in (("smtp", "EHLO"), ("lmtp", "LHLO")):
        server = Server()
        status, text = submit(server, scheme=scheme)
        ok((status, text) == (0, ""), scheme + ": taken", status, text)
        ok(server.commands == [
            hello + " mx.home.example", "MAIL FROM:<a@a.example> SIZE=41",
            "RCPT TO:<b@b.example>", "DATA", "QUIT"], "in these words",
           server.commands)
        ok(server.mail == MAIL.replace(b"\n", b"\r\n"), "with CRLF",
           server.mail)


def test_parameters():
    wish = ("-N", "SUCCESS,FAILURE", "-R", "HDRS", "-B", "120;R")
    server = Server()
    submit(server, *wish, sender="<>", to="b+c=d@b.example")
    ok(server.command("MAIL") == "MAIL FROM:<> SIZE=41 RET=HDRS BY=120;R",
       "MAIL has its parameters", server.commands)
    ok(server.command("RCPT") == "RCPT TO:<b+c=d@b.example> "
       "NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b+2Bc+3Dd@b.example",
       "RCPT too", server.commands)
    server = Server(["PIPELINING"])
    status, text = submit(server, "-N", "NEVER", "-R", "HDRS", "-B", "120;N",
                          mail=b"\xff" + MAIL)
    ok(status == 0 and server.command("MAIL") == "MAIL FROM:<a@a.example>" and
       server.command("RCPT") == "RCPT TO:<b@b.example>",
       "what the server does not offer is not asked for", server.commands)
    status, text = submit(Server(["DSN"]), *wish)
    ok(status == 69 and "late" in text,
       "but what must be returned in time is not sent without", status, text)
    server = Server(said={"EHLO": "502 no"})
    ok(submit(server)[0] == 0 and server.command("HELO") and
       server.command("MAIL") == "MAIL FROM:<a@a.example>",
       "a server without EHLO", server.commands)


def test_utf8():
    server = Server()
    status, text = submit(server, sender="\u00e4@a.example",
                          to="b@\u00fc.example", mail=b"\xc3\xa4" + MAIL)
    ok(status == 0 and server.command("MAIL").endswith(
        " BODY=8BITMIME SMTPUTF8"), "SMTPUTF8 where addresses need it",
       server.commands)
    status, text = submit(Server(["DSN"]), to="b\u00fc@b.example")
    ok(status == 69 and text.startswith("5.6.7"),
       "refused where the server cannot", status, text)


def test_bytes():
    for mail, wire in (
            (b"", b""), (b".", b"..\r\n"), (b".\n..\n", b"..\r\n...\r\n"),
            (b"a\r\nb\n", b"a\r\nb\r\n"), (b"a\rb\n", b"a b\r\n"),
            (b"a\r\r\nb", b"a \r\nb\r\n"), (b"a\r", b"a \r\n"),
            (b"x\n\r.\rMAIL", b"x\r\n . MAIL\r\n"), (b"\0\xff\n", b"\0\xff\r\n"),
            (b"x" * 100000, b"x" * 100000 + b"\r\n"),
            (b".\n" * 50000, b"..\r\n" * 50000)):
        server = Server()
        status, text = submit(server, mail=b"A: b\n\n" + mail)
        ok(status == 0 and server.mail == b"A: b\r\n\r\n" + wire,
           "%.20r of %d bytes" % (mail, len(mail)), server.mail[:80], text)


ENDS = [
    # said in place of "250 ok"; status; what stderr has
    ({"MAIL": "451 4.7.1 later"}, 75, "MAIL: 451 4.7.1 later"),
    ({"MAIL": "550 5.7.1 no"}, 69, "MAIL: 550 5.7.1 no"),
    ({"RCPT": "450-4.2.0 one\r\n450 4.2.0 two"}, 75, "450 4.2.0 one 4.2.0 two"),
    ({"RCPT": "550 5.1.1 no such user"}, 69, "RCPT: 550 5.1.1 no such user"),
    ({"RCPT": "421 going down"}, 75, "421 going down"),
    ({"DATA": "503 no"}, 69, "503"),
    ({"DATA": "250 what?"}, 75, "DATA: 250"),
    ({".": "554 5.6.0 bad\x1b[2J"}, 69, "554 5.6.0 bad?[2J"),
    ({".": "452 4.2.2 full"}, 75, "452 4.2.2"),
    ({"EHLO": None}, 75, "4.4.1"),
    ({"MAIL": None}, 75, "ended the connection"),
    ({"RCPT": None}, 75, "ended the connection"),
    ({"DATA": None}, 75, "ended the connection"),
    ({".": None}, 75, "ended the connection"),
    ({"RCPT": "hello"}, 75, "does not speak"),
    ({"RCPT": "250-a\r\n251 b"}, 75, "does not speak"),
    ({"RCPT": "250-" + "x" * 70000}, 75, "does not speak"),
    ({"RCPT": "250-x\r\n" * 9000}, 75, "does not speak"),
]


def test_ends():
    for said, want, words in ENDS:
        status, text = submit(Server(said=said))
        ok(status == want and words in text and len(text) < 300,
           "%.60s" % said, status, text)
    status, text = submit(Server(after=20000), mail=MAIL + b"x\n" * 4000000)
    ok(status == 75, "it ends in the middle of a mail", status, text)
    for greets in ("554 5.3.2 closed", "421 busy", "hello", "220-" + 70000 * "x"):
        for scheme in ("smtp", "lmtp"):
            status, text = submit(Server(greets=greets), scheme=scheme)
            ok(status in ((75, 69) if greets[0] == "5" else (75,)),
               "%s: greeted by %.20s" % (scheme, greets), status, text)
    server = Server(connections=0)
    server.close()
    ok(submit(server)[0] == 75, "nobody is there")


def test_usage():
    for options in ((), ("-S", "smtp://127.0.0.1"), ("-S", "http://x", "b@b.e"),
                    ("-S", "smtp://127.0.0.1", "b"),
                    ("-S", "smtp://127.0.0.1", "b@b.e", "c@c.e"),
                    ("-S", "smtp://127.0.0.1", "b@b.e\r\nDATA"),
                    ("-S", "smtp://127.0.0.1", "-N", "X Y", "b@b.e"),
                    ("-S", "smtp://127.0.0.1", "-f", "a b", "b@b.e"),
                    ("-S", "smtp://127.0.0.1", "-x", "b@b.e")):
        done = subprocess.run((SUBMIT, *options), stdin=subprocess.DEVNULL,
                              capture_output=True)
        ok(done.returncode == 64, "usage: " + repr(options), done)


def test_tls():
    pem = os.path.join(ROOM.name, "tls.pem")
    made = subprocess.run(
        ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
         "/CN=other.example", "-keyout", pem + ".key", "-out", pem + ".crt"),
        capture_output=True)
    if made.returncode:
        return ok(True, "TLS # SKIP openssl makes no certificate")
    with open(pem, "w") as out:
        for part in (".key", ".crt"):
            with open(pem + part) as text:
                out.write(text.read())
    server = Server(ALL + ["STARTTLS"], tls=pem)
    status, text = submit(server, mail=MAIL + b"y\n" * 300000)
    ok(status == 0 and server.secure and
       server.command("MAIL").startswith("MAIL FROM:<a@a.example> SIZE="),
       "TLS, whoever signed", status, text, server.commands)
    server = Server(ALL + ["STARTTLS"], tls="broken", connections=2)
    status, text = submit(server)
    ok(status == 0 and server.mail, "without, where it cannot be had", status,
       text, server.commands)


def write(name, text, mode=0o644):
    path = os.path.join(ROOM.name, name)
    with open(path, "w") as out:
        out.write(text)
    os.chmod(path, mode)
    return path


def deliver(server, scheme="smtp", times=1):
    for _ in range(times):
        done = subprocess.run(
            (os.path.join(ROOM.name, os.path.basename(WAXSEAL)), "-c",
             os.path.join(ROOM.name, "conf"), "-o", "relay=" +
             server.url(scheme), "-d", "bob@b.example", "-f", "a@a.example"),
            input=MAIL, capture_output=True, timeout=90)
    server.close()
    return done


def stored():
    new = os.path.join(ROOM.name, "home/Maildir/new")
    return os.listdir(new) if os.path.isdir(new) else []


def test_delivery():
    """Through the whole program, where the user can run it: a clone below the
    home of root is none of theirs."""
    os.chmod(ROOM.name, 0o755)
    for program in (WAXSEAL, SUBMIT):
        shutil.copy(program, ROOM.name)
    os.mkdir(os.path.join(ROOM.name, "home"), 0o700)
    os.chown(os.path.join(ROOM.name, "home"), UID, UID)
    users = write("users.txt", "bob@b.example:%d:%d:%s/home::\n" % (
        UID, UID, ROOM.name))
    subprocess.run((WAXSEAL, "users", "build", users, users[:-3] + "cdb"),
                   check=True, stdout=subprocess.DEVNULL)
    write("zone", "")
    write("home/.sieve", 'require "redirect-dsn";\n'
          'redirect :notify "FAILURE" :ret "HDRS" "carl@c.example";\n')
    write("conf", "users = %(room)s/users.cdb\ndns = zone %(room)s/zone\n"
          "log = stderr\nauthserv_id = mx.b.example\nfsync = never\n" % {
              "room": ROOM.name})
    for scheme in ("smtp", "lmtp"):
        server = Server()
        done = deliver(server, scheme)
        ok(done.returncode == 0 and not stored() and
           re.search(rb"^X-Waxseal-Redirected-From: bob@b", server.mail) and
           server.command("RCPT").startswith("RCPT TO:<carl@c.example> "
                                             "NOTIFY=FAILURE"),
           scheme + ": redirected to the relay", done, server.commands)
    done = deliver(Server(said={"RCPT": "451 later"}))
    ok(done.returncode == 75 and not stored(), "it cannot now: tried again",
       done)
    done = deliver(Server(said={"RCPT": "550 5.1.1 nobody here"}))
    ok(done.returncode == 0 and len(stored()) == 1 and
       b"5.1.1 nobody here" in done.stderr, "it never will: kept", done)


test_taken()
test_parameters()
test_utf8()
test_bytes()
test_ends()
test_usage()
test_tls()
test_delivery()
raise SystemExit(done())
