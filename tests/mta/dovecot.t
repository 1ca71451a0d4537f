#!/usr/bin/python3
"""Dovecot with the configuration of contrib/dovecot on a mailbox that Waxseal
delivers to: what it reads there, and both at the same time; mutt as well."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from imap import (Imap, as_user, configure, deliver, fresh_home,  # noqa: E402
                  make_mail, new_group, remove_size, script, sizes, user_run)
from machine import Maildir, Tap, append, enter, run, wait_for, write  # noqa: E402,E501

CONF = '/etc/dovecot/waxseal.conf'
BOX = '/home/ann/Maildir'
# What Debian's files have, and what a test needs.
DOVECOT = """ssl = no
passdb {
  driver = passwd
}
userdb {
  driver = passwd
}
namespace inbox {
  inbox = yes
}
log_path = /tmp/dovecot.log
"""
tap = Tap()


def contrib(name):
    with open('contrib/dovecot/' + name) as text:
        return text.read()


def set_up(dovecot='', waxseal=''):
    """contrib/dovecot as it stands, and more."""
    os.chdir(REPO)
    write(CONF, DOVECOT + contrib('10-waxseal.conf') + dovecot)
    configure(contrib('waxseal.conf') + waxseal)
    for name in ('ann', 'ben'):
        fresh_home(name)
    write('/tmp/dovecot.log', '', 0o666)


def dovecot(name='ann'):
    return Imap(name, '/usr/lib/dovecot/imap', '-c', CONF)


def doveadm(*command):
    return user_run('ann', 'doveadm', '-c', CONF, *command).stdout


def ok_delivered(said, what):
    tap.ok(said is True, what, said)


# -- names, flags, subscriptions ------------------------------------------------

FOLDERS = (     # of the script, of IMAP
    ('Lists/foo', 'Lists.foo'),
    ('Entwürfe', 'Entw&APw-rfe'),
    ('INBOX.Plans', 'Plans'),
    ('Tom & Ann', 'Tom &- Ann'),
    ('会议/2026', '&TxqLrg-.2026'),
)


def test_folders(kind):
    for ours, theirs in FOLDERS:
        script('ann', 'require ["fileinto", "mailbox"];'
               'fileinto :create "%s";' % ours)
        ok_delivered(deliver('first'), '%s: into %s' % (kind, ours))
        ok_delivered(deliver('second'), 'and again')
        with dovecot() as imap:
            tap.ok(set(imap.mails(theirs)) == {'first', 'second'},
                   'Dovecot has it as ' + theirs, *imap.folders())
            tap.ok(theirs in imap.folders('lsub'), 'and subscribed',
                   *imap.folders('lsub'))
    with dovecot() as imap:
        names = imap.folders()
        tap.ok({theirs for _, theirs in FOLDERS} <= names and 'INBOX' in names,
               'no folder besides', *names)
        imap.create('Gr&APwA3w-e')
        imap.create('News')
        imap.imap.subscribe('News')
    script('ann', 'require ["fileinto", "mailbox"];'
           'if mailboxexists "Grüße" { fileinto "Grüße"; }')
    ok_delivered(deliver('theirs'), kind + ': into a folder that Dovecot made')
    script('ann', 'require ["fileinto", "mailbox"];'
           'fileinto :create "Last";')
    ok_delivered(deliver('last'), 'and into one more')
    with dovecot() as imap:
        tap.ok('theirs' in imap.mails('Gr&APwA3w-e'), 'it is there')
        subscribed = imap.folders('lsub')
        tap.ok({'News', 'Last', 'Lists.foo'} <= subscribed,
               'their subscriptions and ours', *subscribed)
    tap.ok(not [n for n in os.listdir(BOX) if n.endswith('.lock')], 'no lock')


def test_names():
    set_up()
    test_folders('utf7')
    tap.ok(os.path.isdir(BOX + '/.Entw&APw-rfe'), 'in modified UTF-7')
    set_up('mail_location = maildir:~/Maildir:UTF-8\n', 'folder_names = utf8\n')
    test_folders('utf8')
    tap.ok(os.path.isdir(BOX + '/.Entwürfe'), 'in UTF-8')


def test_flags():
    set_up()
    script('ann', r'require ["fileinto", "mailbox", "imap4flags"];'
           r'if header "subject" "plain" { stop; }'
           r'setflag ["\\Seen", "\\Flagged", "$label1", "work"];'
           r'fileinto :create "Work"; keep;')
    ok_delivered(deliver('marked'), 'with flags and keywords')
    wanted = {r'\Seen', r'\Flagged', '$label1', 'work'}
    with dovecot() as imap:
        for folder in ('INBOX', 'Work'):
            flags = imap.flags(folder, 'marked')
            tap.ok(flags == wanted, 'Dovecot sees them in ' + folder, flags)
        imap.store('Work', 'marked', 'theirs $Forwarded')
        before = imap.mails('Work')['marked'][0]
        script('ann', r'require ["fileinto", "imap4flags"];'
               r'setflag ["THEIRS", "new"]; fileinto "Work";')
        with open(BOX + '/.Work/dovecot-uidlist', 'rb') as file:
            uids = file.read()
        ok_delivered(deliver('later'), 'while Dovecot has the folder open')
        with open(BOX + '/.Work/dovecot-uidlist', 'rb') as file:
            tap.ok(file.read() == uids, 'its list of UIDs stays as it is')
        flags = imap.flags('Work', 'later')
        tap.ok(flags == {'theirs', 'new'}, 'its keyword and a new one', flags)
        flags = imap.flags('Work', 'marked')
        tap.ok(flags == wanted | {'theirs', '$Forwarded'},
               'what was there keeps its own', flags)
        tap.ok(imap.mails('Work')['marked'][0] == before, 'and its UID')
        script('ann', '')
        ok_delivered(deliver('plain', body='a\n.\n\tb\n'), 'a plain one')
        tap.ok(imap.flags('INBOX', 'plain') == set(), 'has no flags')
        text = imap.text('INBOX', 'plain')
        tap.ok(text.endswith(b'\r\n\r\na\r\n.\r\n\tb\r\n') and
               b'\r\nAuthentication-Results: mx.home.example' in text,
               'and comes out as it went in', text)


# -- a shared mailbox -----------------------------------------------------------

def test_shared():
    """Of a group: all that we make is for all of it."""
    set_up('mail_location = maildir:/home/ann/Maildir:INDEX=~/index\n')
    run('chmod', '711', '/home/ann')
    for part in ('', '/new', '/cur', '/tmp'):
        run('install', '-d', '-m', '2770', '-o', 'ann', '-g', 'office',
            BOX + part)
    script('ann', 'require ["fileinto", "mailbox", "imap4flags"];'
           'setflag "work"; fileinto :create "Team/Plans"; keep;')
    ok_delivered(deliver('for all'), 'into the mailbox of a group')
    wrong = [(path, oct(os.stat(path).st_mode), os.stat(path).st_gid)
             for folder, folders, files in os.walk(BOX)
             for path in [os.path.join(folder, n) for n in folders + files]
             if os.stat(path).st_gid != 7000 or
             os.stat(path).st_mode & 0o7777 not in (0o2770, 0o660)]
    tap.ok(not wrong, 'all of it is the group\'s', *wrong)
    with dovecot('ben') as imap:
        for folder in ('INBOX', 'Team.Plans'):
            tap.ok(imap.flags(folder, 'for all') == {'work'},
                   'another of the group reads ' + folder,
                   imap.mails(folder))
            imap.store(folder, 'for all', r'\Seen theirs')
    ok_delivered(deliver('again'), 'and again')
    with dovecot('ann') as imap:
        flags = imap.flags('Team.Plans', 'for all')
        tap.ok(flags == {r'\Seen', 'theirs', 'work'},
               'what that one marked is seen by the first', flags)


# -- at the same time -------------------------------------------------------------

def idle(stop, lines):
    """A client that waits for mail and looks at it."""
    with subprocess.Popen(
            as_user('ann', '/usr/lib/dovecot/imap', '-c', CONF),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, cwd='/home/ann') as server:
        server.stdin.write(b'a select INBOX\r\nb idle\r\n')
        server.stdin.flush()
        while not stop.is_set():
            if select.select([server.stdout], [], [], 0.05)[0]:
                lines.append(server.stdout.readline())
        server.stdin.write(b'done\r\nc logout\r\n')
        server.stdin.flush()
        lines += server.stdout.readlines()


def was_told(lines):
    return sum(b' EXISTS' in line for line in lines) > 1


def take_away(stop, moved):
    """One that moves what came to another folder."""
    with dovecot() as imap:
        while not stop.is_set() or imap.mails('INBOX'):
            for subject in imap.mails('INBOX'):
                if subject.startswith('odd'):
                    uid = imap.mails('INBOX')[subject][0]
                    imap.imap.uid('move', str(uid), 'Taken')
                    moved.append(subject)
            if stop.is_set():
                break


def test_same_time():
    set_up()
    with dovecot() as imap:
        imap.create('Taken')
    stop, lines, moved, said = threading.Event(), [], [], []
    readers = [threading.Thread(target=idle, args=(stop, lines)),
               threading.Thread(target=take_away, args=(stop, moved))]
    subjects = ['%s %d' % ('odd' if i % 2 else 'even', i) for i in range(50)]
    for reader in readers:
        reader.start()

    def some(part):
        said.extend(deliver(subject) for subject in subjects[part::3])
    writers = [threading.Thread(target=some, args=(part,))
               for part in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    wait_for(lambda: len(moved) == 25, '25 moved mails')
    wait_for(lambda: was_told(lines), 'word of them')
    stop.set()
    for reader in readers:
        reader.join()
    tap.ok(said == [True] * 50, '50 mails while two clients look on', *said)
    with dovecot() as imap:
        kept, taken = imap.mails('INBOX'), imap.mails('Taken')
    tap.ok(sorted([*kept, *taken]) == sorted(subjects) and
           all(isinstance(mail, tuple)
               for mail in [*kept.values(), *taken.values()]),
           'each is there once', *kept, *taken)
    tap.ok(len(taken) == 25, 'half of them moved', *taken)
    tap.ok(was_told(lines), 'the client that waits was told', *lines)
    size, count = sizes(BOX)
    tap.ok(count == 50, 'maildirsize has 50 mails', size, count,
           *open(BOX + '/maildirsize'))


# -- quota ------------------------------------------------------------------------

def quota_of_dovecot():
    doveadm('quota', 'recalc')
    return sizes(BOX)


def test_quota():
    set_up()
    script('ann', 'require ["fileinto", "mailbox"];'
           'if header "subject" "trash" { fileinto :create "Trash"; }'
           'else { fileinto :create "Lists/foo"; keep; }')
    for subject in ('one', 'two', 'trash'):
        ok_delivered(deliver(subject, body=300 * 'x' + '\n'), subject)
    make_mail(BOX + '/cur/1.M1.host:2,S', 1234)
    make_mail(BOX + '/.Lists.foo/new/2.M1.host,S=77', 77)
    make_mail(BOX + '/.Trash/cur/3.M1.host:2,S', 5000)
    remove_size(BOX)
    ok_delivered(deliver('three'), 'a mail')
    ours, theirs = sizes(BOX), quota_of_dovecot()
    tap.ok(ours == theirs and ours[1] == 8, 'the same sum as Dovecot\'s',
           ours, theirs)
    with open(BOX + '/maildirsize') as file:
        head = file.readline()
    tap.ok(head == '1073741824S,100000C\n', 'for the same limit', head)
    kept = os.stat(BOX + '/maildirsize').st_ino
    ok_delivered(deliver('four'), 'one more')
    tap.ok(os.stat(BOX + '/maildirsize').st_ino == kept,
           'we go on with the file that Dovecot made')
    with dovecot() as imap:
        imap.append('INBOX', 'theirs', 2000 * 'y' + '\n')
        imap.store('INBOX', 'one', r'\Deleted')
        imap.imap.expunge()
        said = str(imap.imap.getquota('"User quota"'))
        used = sizes(BOX)
        wanted = '"User quota" (STORAGE %d 1048576 MESSAGE %d 100000)' % (
            -(-used[0] // 1024), used[1])
        tap.ok(wanted in said, 'and Dovecot with ours', said, wanted)
    tap.ok(os.stat(BOX + '/maildirsize').st_ino == kept, 'without a new one')
    went_on = sizes(BOX)
    tap.ok(went_on == quota_of_dovecot() and went_on[1] == 10,
           'which has it right after all of that', went_on, sizes(BOX))
    remove_size(BOX)
    ok_delivered(deliver('trash'), 'a mail into Trash')
    tap.ok(sizes(BOX) == went_on, 'adding up gives the same', sizes(BOX))
    # as after "doveadm quota recalc" of a root that has no user's rights
    os.chown(BOX + '/maildirsize', 0, 0)
    os.chmod(BOX + '/maildirsize', 0o644)
    ok_delivered(deliver('root'), 'a file of root\'s')
    tap.ok(os.stat(BOX + '/maildirsize').st_uid == 6001 and
           sizes(BOX) == quota_of_dovecot(), 'is replaced', sizes(BOX))


def test_full():
    set_up('plugin {\n  quota_rule = *:storage=4K\n}\n', 'quota = 4K\n')
    ok_delivered(deliver('one', body=3600 * 'x' + '\n'), 'nearly full')
    with dovecot() as imap:
        status, said = imap.append('INBOX', 'theirs', 'hello\n' * 100)
        tap.ok(status == 'NO' and b'OVERQUOTA' in said[0],
               'by our count, Dovecot takes no more', said)
    said = deliver('two', body=1000 * 'x' + '\n')
    tap.ok(said.startswith('4.2.2 the mailbox is full'), 'nor do we', said)
    with dovecot() as imap:
        imap.store('INBOX', 'one', r'\Deleted')
        imap.imap.expunge()
    ok_delivered(deliver('three'), 'until something is removed')
    tap.ok(sizes(BOX) == quota_of_dovecot(), 'by both sums', sizes(BOX))


# -- what else Dovecot leaves there -------------------------------------------------

def test_managesieve():
    set_up()
    write('/tmp/main.sieve', 'require ["fileinto", "mailbox", "include"];'
          'include :personal "more";')
    write('/tmp/more.sieve', 'require ["fileinto", "mailbox"];'
          'fileinto :create "By script";')
    said = doveadm('sieve', 'put', 'more', '/tmp/more.sieve')
    for name, options in (('more', ()), ('main', ('-a',))):
        with open('/tmp/%s.sieve' % name) as file:
            said += user_run('ann', 'doveadm', '-c', CONF, 'sieve', 'put',
                             *options, name, stdin=file).stdout
    tap.ok(os.path.islink('/home/ann/.dovecot.sieve'),
           'Dovecot activates a script', said)
    ok_delivered(deliver('by link'), 'which is run')
    with dovecot() as imap:
        tap.ok('by link' in imap.mails('By script'), 'and what it includes',
               *imap.folders())


# -- mutt ---------------------------------------------------------------------------

def mutt(folder):
    """What it shows of it: "=flags=subject=" a mail."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ['TERM'] = 'vt100'
        command = as_user(
            'ann', 'TERM=vt100', 'mutt', '-n', '-F', '/dev/null', '-R',
            '-f', folder, '-e', 'set folder=/home/ann/Maildir',
            '-e', 'set index_format="=%Z=%s="')
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ,
                struct.pack('HHHH', 24, 80, 0, 0))
    shown = b''
    end = time.monotonic() + 5
    while time.monotonic() < end and select.select([terminal], [], [], 1)[0]:
        try:
            shown += os.read(terminal, 65536)
        except OSError:
            break
    os.write(terminal, b'x')
    os.close(terminal)
    os.waitpid(pid, 0)
    return re.sub(rb'\x1b\[[0-9;?]*[a-zA-Z]', b'', shown).decode('latin-1')


def test_mutt():
    set_up()
    script('ann', r'require ["fileinto", "mailbox", "imap4flags"];'
           r'if header "subject" "marked" { addflag "\\Flagged";'
           r'addflag ["\\Seen", "\\Answered"]; fileinto :create "Work"; } '
           r'elsif header "subject" "seen" { addflag "\\Seen";'
           r'fileinto :create "Work"; }'
           r'else { fileinto :create "Work"; }')
    for subject in ('fresh', 'marked', 'seen'):
        ok_delivered(deliver(subject), subject + ': for mutt')
    shown = mutt(BOX + '/.Work')
    for flags, subject in (('N', 'fresh'), ('r', 'marked'), (' ', 'seen')):
        tap.ok(re.search('=%s[^=]*=%s=' % (flags, subject), shown),
               'mutt shows %s with "%s"' % (subject, flags), shown)
    tap.ok(re.search('=[^=]*!=marked=', shown), 'and the flag', shown)


REPO = os.getcwd()
enter(['dovecot-imapd', 'dovecot-sieve', 'mutt', 'iproute2'])
run('mount', '-t', 'devpts', 'none', '/dev/pts')
new_group('office', 'ann', 'ben')
test_names()
test_flags()
test_shared()
test_same_time()
test_quota()
test_full()
test_managesieve()
test_mutt()
tap.done()
