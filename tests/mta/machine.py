"""A machine of its own for a real MTA, thrown away at the end.

enter() runs the calling test again in namespaces of its own (mount, network,
process), in a root that is an overlay over this system's: the MTA's Debian
packages are unpacked there and never installed, it has its own /etc, users,
spool and mailboxes in memory, its own loopback with the addresses of the
clients, and all of it ends with the test.
"""
import fcntl
import os
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
REPO = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.abspath(os.environ.get('BUILD', os.path.join(REPO, 'build')))
WAXSEAL = os.environ.get('WAXSEAL', os.path.join(BUILD, 'waxseal'))
SUBMIT = os.path.join(os.path.dirname(WAXSEAL), 'waxseal-submit')
SIGN = os.environ.get('SIGN', os.path.join(BUILD, 'tests/sign'))
CACHE = os.path.join(BUILD, 'mta')
WAIT = 10           # seconds for anything to happen
LIFETIME = 120      # seconds for a whole test

sys.path.insert(0, os.path.join(REPO, 'tests/dns'))
import zone as zones  # noqa: E402

# Clients, as the zone of the tests knows them.
ADDRESSES = ['192.0.2.10', '203.0.113.66', '2001:db8::25']
ACCOUNTS = """vmail:x:5000:5000::/var/vmail:/usr/sbin/nologin
postfix:x:5001:5001::/var/spool/postfix:/usr/sbin/nologin
Debian-exim:x:5003:5003::/var/spool/exim4:/usr/sbin/nologin
ann:x:6001:6001::/home/ann:/bin/sh
ben:x:6002:6002::/home/ben:/bin/sh
"""
GROUPS = """vmail:x:5000:
postfix:x:5001:
postdrop:x:5002:
Debian-exim:x:5003:
ann:x:6001:
ben:x:6002:
"""


WAXSEAL_CONF = """authserv_id = mx.home.example
local_domains = home.example
users = /etc/waxseal/users.cdb
dns_timeout = 5
log = stderr
"""


def skip_all(why):
    print('1..0 # SKIP ' + why)
    sys.exit(0)


# -- packages -----------------------------------------------------------------

def apt(*arguments, **options):
    return subprocess.run(('apt-get', '-qq', *arguments), check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, **options).stdout


def download(packages):
    """The .deb files of the packages and of all that they need and this
    system has not installed."""
    plan = apt('-s', 'install', '--no-install-recommends', *packages)
    debs = []
    for name, version in re.findall(r'^Inst (\S+) .*?\((\S+) ', plan, re.M):
        stem = '%s_%s_' % (name, version.replace(':', '%3a'))
        if not any(f.startswith(stem) for f in os.listdir(CACHE)):
            apt('download', '%s=%s' % (name, version), cwd=CACHE)
        debs += [os.path.join(CACHE, f) for f in os.listdir(CACHE)
                 if f.startswith(stem)]
    return debs


def fetch(packages):
    """Downloaded once; the list of files is kept beside them."""
    os.makedirs(CACHE, exist_ok=True)
    known = os.path.join(CACHE, '+'.join(packages) + '.list')
    with open(os.path.join(CACHE, 'lock'), 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(known):
            try:
                debs = download(packages)
            except subprocess.CalledProcessError:
                apt('update')
                debs = download(packages)
            with open(known, 'w') as out:
                out.write('\n'.join(debs))
        with open(known) as lines:
            return lines.read().split()


# -- going in -----------------------------------------------------------------

def run(*command, **options):
    return subprocess.run(command, check=True, **options)


def mount_root(debs):
    """The new root, with everything in memory that is written there."""
    top = os.path.join(CACHE, 'machine')
    os.makedirs(top, exist_ok=True)
    run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'none', top)
    upper, work, root = (os.path.join(top, n) for n in ('u', 'w', 'r'))
    for folder in (upper, work, root):
        os.mkdir(folder)
    run('mount', '-t', 'overlay', 'overlay', '-o',
        'lowerdir=/,upperdir=%s,workdir=%s' % (upper, work), root)
    for deb in debs:
        # /lib is a link: dpkg -x would put a folder in its place
        files = subprocess.Popen(('dpkg', '--fsys-tarfile', deb),
                                 stdout=subprocess.PIPE)
        run('tar', '-x', '--keep-directory-symlink', '-C', root,
            stdin=files.stdout)
        files.wait()
    run('mount', '-t', 'tmpfs', 'none', root + '/tmp')
    os.chmod(root + '/tmp', 0o1777)
    for folder in (REPO, BUILD, '/dev'):
        os.makedirs(root + folder, exist_ok=True)
        run('mount', '--bind', folder, root + folder)
    run('mount', '-t', 'proc', 'proc', root + '/proc')
    return root


def append(path, text):
    with open(path, 'a') as out:
        out.write(text)


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as out:
        out.write(text)
    os.chmod(path, mode)


def install_waxseal():
    """Where the stanzas look for it.  No MTA hands sanitizers' options on."""
    options = os.environ.get('ASAN_OPTIONS')
    path = '/usr/local/bin/waxseal'
    if options is not None:
        write(path, '#!/bin/sh\nASAN_OPTIONS=%s exec /opt/waxseal "$@"\n' %
              options, 0o755)
        path = '/opt/waxseal'
    os.makedirs(os.path.dirname(path), exist_ok=True)
    shutil.copy(WAXSEAL, path)
    shutil.copy(SUBMIT, os.path.dirname(path))


def furnish():
    """Users, names, addresses, the program where the stanzas look for it."""
    append('/etc/passwd', ACCOUNTS)
    append('/etc/group', GROUPS)
    write('/etc/hosts', '127.0.0.1 localhost\n')
    write('/etc/resolv.conf', 'nameserver 127.0.0.1\n')
    write('/etc/mailname', 'mx.home.example\n')
    for folder, uid in (('/var/vmail', 5000), ('/home/ann', 6001),
                        ('/home/ben', 6002)):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder, 0o755)
        os.chown(folder, uid, uid)
    install_waxseal()
    run('ip', 'link', 'set', 'lo', 'up')
    for address in ADDRESSES:
        run('ip', 'address', 'add', address, 'dev', 'lo',
            *(['nodad'] if ':' in address else []))


def configure_waxseal(users, more=''):
    write('/etc/waxseal.conf', WAXSEAL_CONF + more)
    write('/etc/waxseal/users.txt', users)
    run('/usr/local/bin/waxseal', 'users', 'build', '/etc/waxseal/users.txt',
        '/etc/waxseal/users.cdb', stdout=subprocess.DEVNULL)


def zone_of_tests():
    """tests/mta/zone and the key that sign() uses; /tmp/mute is the same with
    a bank that does not answer."""
    with open('tests/mta/zone') as lines:
        text = lines.read()
    for domain in ('bank.example', 'home.example'):
        text += 's1._domainkey.%s TXT "%s"\n' % (domain, key_record())
    write('/tmp/zone', text)
    for name in ('', '_dmarc.'):
        text += '#! %sbank.example mute\n' % name
    write('/tmp/mute', text)
    return '/tmp/zone'


def enter(packages):
    """Returns inside.  Skips the test where that cannot be."""
    if os.environ.get('WAXSEAL_MACHINE') is None:
        if os.geteuid() != 0:
            skip_all('a real MTA needs root')
        if subprocess.run(('unshare', '--mount', '--net', '--pid', '--fork',
                           'true'), stderr=subprocess.DEVNULL).returncode:
            skip_all('a real MTA needs namespaces (unshare)')
        try:
            debs = fetch(packages)
        except (OSError, subprocess.CalledProcessError) as error:
            skip_all('cannot fetch %s: %s' % (packages[0], error))
        os.environ['WAXSEAL_MACHINE'] = ' '.join(debs)
        os.execvp('unshare', ('unshare', '--mount', '--net', '--pid', '--fork',
                              '--kill-child', '--', sys.executable,
                              os.path.abspath(sys.argv[0])))
    try:
        root = mount_root(os.environ['WAXSEAL_MACHINE'].split())
    except subprocess.CalledProcessError as error:
        skip_all('a real MTA needs an overlay: %s' % error)
    os.chroot(root)
    os.chdir(REPO)
    signal.signal(signal.SIGALRM, lambda *_: os._exit(1))
    signal.alarm(LIFETIME)
    furnish()


# -- the name server ----------------------------------------------------------

# All questions come from one address: without a limit to their rate, beyond
# which nsd gives no answer, and who asked waits for seconds.
NSD_CONF = """server:
  ip-address: 127.0.0.1
  username: ""
  chroot: ""
  database: ""
  pidfile: ""
  xfrdfile: ""
  zonelistfile: "/tmp/zone.list"
  zonesdir: "/tmp"
  server-count: 1
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: "."
  zonefile: "/tmp/root.zone"
"""


class NameServer:
    """nsd with a text zone, as a zone of the root."""

    def __init__(self, path):
        lines = zones.Zone(path).zone_file()
        write('/tmp/root.zone', '\n'.join(lines) + '\n')
        write('/tmp/nsd.conf', NSD_CONF)
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ('/usr/sbin/nsd', '-d', '-c', '/tmp/nsd.conf'),
            stdout=subprocess.DEVNULL, stderr=open('/tmp/nsd.log', 'a'))
        wait_for(self.answers, 'the name server')

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def answers(self):
        import socket
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(0.2)
            sock.connect(('127.0.0.1', 53))
            try:
                sock.send(b'\0\1\1\0\0\1\0\0\0\0\0\0\0\0\6\0\1')
                return len(sock.recv(512)) > 12
            except OSError:
                return False


# -- asking and telling --------------------------------------------------------

def wait_for(condition, what, seconds=WAIT):
    """What condition() returns as soon as it is true; else None."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    print('# waited in vain for ' + what)
    return None


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, passed, what, *details):
        self.count += 1
        self.failed += not passed
        print('%sok %d - %s' % ('' if passed else 'not ', self.count, what))
        for detail in details if not passed else ():
            for line in str(detail).splitlines():
                print('#   ' + line)
        sys.stdout.flush()
        return passed

    def done(self):
        print('1..%d' % self.count)
        sys.stdout.flush()
        os._exit(self.failed != 0)      # and everything in here ends


class Maildir:
    def __init__(self, path):
        self.path = path

    def files(self, folder=''):
        """Of a folder ("" is INBOX), seen or not."""
        base = os.path.join(self.path, '.' + folder if folder else '')
        return [os.path.join(base, sub, name) for sub in ('new', 'cur')
                if os.path.isdir(os.path.join(base, sub))
                for name in sorted(os.listdir(os.path.join(base, sub)))]

    def leftovers(self):
        return [os.path.join(folder, name)
                for folder, _, names in os.walk(self.path)
                if os.path.basename(folder) == 'tmp' for name in names]

    def mails(self, folder=''):
        """The bytes of all."""
        contents = []
        for path in self.files(folder):
            with open(path, 'rb') as mail:
                contents.append(mail.read())
        return contents

    def find(self, subject, folder=''):
        """Those with that subject."""
        return [mail for mail in self.mails(folder)
                if header(mail, 'Subject') == subject]

    def everything(self):
        return [os.path.join(folder, name)
                for folder, _, names in os.walk(self.path) for name in names]

    def make_folder(self, name, uid):
        for sub in ('', 'cur', 'new', 'tmp'):
            path = os.path.join(self.path, '.' + name, sub)
            os.makedirs(path, exist_ok=True)
            os.chown(path, uid, uid)

    def wait(self, subject, folder=''):
        found = wait_for(lambda: self.find(subject, folder),
                         '"%s" in %s' % (subject, folder or 'INBOX'))
        return found[0] if found else None


class Log:
    """What a log says from now on."""

    def __init__(self, path, start=None):
        self.path = path
        size = os.path.getsize(path) if os.path.exists(path) else 0
        self.start = size if start is None else start

    def text(self):
        if not os.path.exists(self.path):
            return ''
        with open(self.path, errors='replace') as lines:
            lines.seek(self.start)
            return lines.read()

    def tail(self):
        return '\n'.join(self.text().splitlines()[-20:])

    def find(self, pattern):
        return list(re.finditer(pattern, self.text()))

    def wait(self, pattern):
        """The first match."""
        found = wait_for(lambda: self.find(pattern), pattern)
        return found[0] if found else None


def header(content, name):
    """A field's value, unfolded; '' if there is none."""
    block = re.sub(rb'\r?\n[ \t]+', b' ', content.partition(b'\n\n')[0])
    found = re.search(rb'^%s:[ \t]*(.*)$' % name.encode(), block, re.M | re.I)
    return found.group(1).decode('latin-1') if found else ''


def compose(sender, recipient, subject, body='Hello.\n', fields=''):
    return ('From: %s\nTo: %s\nSubject: %s\n'
            'Date: %s\nMessage-ID: <%s@test.example>\n%s\n%s' % (
                sender, recipient, subject,
                time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime()),
                re.sub(r'\W', '.', subject), fields, body)).encode('latin-1')


def sign(mail, domain, selector='s1', key='rsa2048'):
    return run(SIGN, 'key=%s/tests/keys/%s.pem' % (REPO, key), 'd=' + domain,
               's=' + selector, input=mail, stdout=subprocess.PIPE).stdout


def key_record(key='rsa2048'):
    return run(SIGN, '--record', '%s/tests/keys/%s.pem' % (REPO, key),
               stdout=subprocess.PIPE, text=True).stdout.strip()


def wait_for_smtp():
    def answers():
        try:
            return smtplib.SMTP('127.0.0.1', 25, 'localhost', WAIT)
        except OSError:
            return None
    wait_for(answers, 'the SMTP server').quit()


def send(client, helo, sender, recipients, mail):
    """By SMTP from that address, one of ADDRESSES."""
    server = '::1' if ':' in client else '127.0.0.1'
    with smtplib.SMTP(server, 25, helo, WAIT, (client, 0)) as smtp:
        smtp.sendmail(sender, recipients, re.sub(rb'\r?\n', b'\r\n', mail))
