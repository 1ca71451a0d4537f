"""IMAP servers on stdin and stdout, and deliveries beside them."""
import glob
import imaplib
import os
import re
import shlex
import subprocess

from machine import append, compose, run, write

CONF = """authserv_id = mx.home.example
local_domains = home.example
dns = zone /tmp/none
log = /dev/null
"""


def as_user(name, *command):
    """For setpriv: with the user's own groups."""
    return ('setpriv', '--reuid=' + name, '--regid=' + name, '--init-groups',
            'env', '-i', 'PATH=' + os.environ['PATH'], 'USER=' + name,
            'HOME=/home/' + name, *command)


def user_run(name, *command, **options):
    return subprocess.run(as_user(name, *command), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True,
                          cwd='/home/' + name, **options)


def configure(more):
    write('/tmp/none', '')
    write('/etc/waxseal.conf', CONF + more)


def script(name, text):
    """Empty: none."""
    path = '/home/%s/.dovecot.sieve' % name
    if os.path.lexists(path):
        os.unlink(path)
    if text:
        write(path, text)


def deliver(subject, *options, name='ann', body='Hello.\n'):
    """Ends with 0, or says why not."""
    mail = compose('friend@far.example', name, subject, body).decode()
    ended = user_run(name, '/usr/local/bin/waxseal', '-d', name, *options,
                     input=mail)
    return ended.returncode == 0 or ended.stdout


class Imap:
    """A session of a server that is run as that user."""

    def __init__(self, name, *command):
        os.chdir('/home/' + name)
        line = ' '.join(map(shlex.quote, as_user(name, *command)))
        self.imap = imaplib.IMAP4_stream(line + ' 2>>/tmp/imap.errors')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.imap.logout()

    def folders(self, verb='list'):
        """Names as they are on the wire."""
        _, lines = getattr(self.imap, verb)()
        return {line.decode().rpartition(' "." ')[2].strip('"')
                for line in lines if line}

    def select(self, folder):
        status, data = self.imap.select('"%s"' % folder)
        return int(data[0]) if status == 'OK' else data

    def create(self, folder):
        self.imap.create('"%s"' % folder)

    def mails(self, folder):
        """{subject: (uid, flags)}; a list of them where two are alike."""
        if not self.select(folder):
            return {}
        found = {}
        _, data = self.imap.fetch(
            '1:*', '(UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])')
        for item in data:
            if not isinstance(item, tuple):
                continue
            head, text = item[0].decode(), item[1].decode()
            subject = text.partition(': ')[2].strip()
            uid = int(re.search(r'UID (\d+)', head).group(1))
            flags = set(imaplib.ParseFlags(item[0])) - {br'\Recent'}
            found.setdefault(subject, []).append(
                (uid, {flag.decode() for flag in flags}))
        return {subject: list_[0] if len(list_) == 1 else list_
                for subject, list_ in found.items()}

    def flags(self, folder, subject):
        return self.mails(folder).get(subject, (0, None))[1]

    def text(self, folder, subject):
        uid = self.mails(folder)[subject][0]
        return self.imap.uid('fetch', str(uid), '(BODY.PEEK[])')[1][0][1]

    def store(self, folder, subject, flags):
        uid = self.mails(folder)[subject][0]
        self.imap.uid('store', str(uid), '+FLAGS', '(%s)' % flags)

    def append(self, folder, subject, body):
        mail = compose('ann', 'ann', subject, body).replace(b'\n', b'\r\n')
        return self.imap.append('"%s"' % folder, None, None, mail)


def sizes(path):
    """The sum of maildirsize: bytes, mails."""
    with open(path + '/maildirsize') as lines:
        numbers = [line.split() for line in lines.read().splitlines()[1:]]
    return (sum(int(n[0]) for n in numbers), sum(int(n[1]) for n in numbers))


def remove_size(path):
    for name in glob.glob(path + '/maildirsize'):
        os.unlink(name)


def make_mail(path, size, uid=6001):
    """A file in a mailbox that nobody delivered."""
    write(path, size * 'x', 0o600)
    os.chown(path, uid, uid)


def new_group(name, *members):
    append('/etc/group', '%s:x:7000:%s\n' % (name, ','.join(members)))


def fresh_home(name):
    os.chdir('/')
    run('sh', '-c', 'rm -rf /home/%s; mkdir /home/%s; chown %s: /home/%s' %
        (name, name, name, name))
