#!/usr/bin/python3
"""Postfix with the stanzas of contrib/postfix: what arrives, where, and what
happens to it when something does not work."""
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from machine import *  # noqa: E402,F403

BANK, EVIL, BANK6 = ADDRESSES
LOG = '/var/log/postfix.log'
CONF = '/etc/waxseal.conf'

MAIN_CF = """compatibility_level = 3.6
myhostname = mx.home.example
mydestination = mx.home.example
virtual_mailbox_domains = home.example
mynetworks = 127.0.0.0/8
inet_interfaces = all
# what leaves the machine is of no interest
default_transport = discard
maillog_file = /var/log/postfix.log
alias_maps =
alias_database =
message_size_limit = 1000000
mailbox_size_limit = 1000000
# retry only when told to
queue_run_delay = 1h
minimal_backoff_time = 1h
"""

USERS = """ann@home.example:5000:5000:/var/vmail/ann::
carl@home.example:5000:5000:/var/vmail/carl::
tiny@home.example:5000:5000:/var/vmail/tiny::
"""

tap = Tap()


def install():
    write('/etc/postfix/main.cf', MAIN_CF)
    with open('/usr/share/postfix/master.cf.dist') as dist:
        write('/etc/postfix/master.cf', dist.read())
    for stanza, file in (('main.cf', 'main.cf'), ('main-local.cf', 'main.cf'),
                         ('master.cf', 'master.cf')):
        with open('contrib/postfix/' + stanza) as text:
            append('/etc/postfix/' + file, text.read())
    run('postconf', '-F', '*/*/chroot = n')
    configure_waxseal(USERS)
    subprocess.run(('postfix', 'set-permissions'), stderr=subprocess.DEVNULL)
    run('postfix', 'start', stderr=subprocess.DEVNULL)


def genuine(subject, client=BANK, to='ann@home.example', sender=None,
            body='Hello.\n'):
    """From the bank and signed by it."""
    mail = compose('service@bank.example', to, subject, body)
    send(client, 'mx.bank.example',
         'service@bank.example' if sender is None else sender, [to],
         sign(mail, 'bank.example'))


def flush():
    run('postqueue', '-f')


def stored(subject, box, folder=''):
    mail = box.wait(subject, folder)
    tap.ok(mail is not None, '%s: in %s' % (subject, folder or 'INBOX'),
           Log(LOG, 0).tail(), *box.everything())
    return mail or b''


def results(mail, *wanted):
    field = header(mail, 'Authentication-Results')
    for want in wanted:
        tap.ok(want in field, 'it says ' + want, field)


# -- what arrives ---------------------------------------------------------------

def test_genuine(ann):
    genuine('genuine')
    mail = stored('genuine', ann)
    results(mail, 'spf=pass', 'dkim=pass', 'dmarc=pass')
    tap.ok(header(mail, 'Return-Path') == '<service@bank.example>',
           'Return-Path, by Postfix')
    tap.ok(header(mail, 'Delivered-To') == 'ann@home.example', 'Delivered-To')
    tap.ok(b'\r' not in mail, 'LF line ends')
    genuine('by IPv6', BANK6)
    results(stored('by IPv6', ann), 'spf=pass', 'dmarc=pass')
    tap.ok(not ann.leftovers(), 'nothing stays in tmp')


def test_spoof(ann):
    send(EVIL, 'mail.evil.example', 'bulk@evil.example', ['ann@home.example'],
         compose('service@bank.example', 'ann@home.example', 'spoof'))
    results(stored('spoof', ann, 'Junk'), 'dmarc=fail')


def test_recipients(ann, carl):
    mail = sign(compose('service@bank.example', 'ann@home.example', 'two'),
                'bank.example')
    send(BANK, 'mx.bank.example', 'service@bank.example',
         ['ann@home.example', 'carl@home.example'], mail)
    for box, name in ((ann, 'ann'), (carl, 'carl')):
        tap.ok(header(stored('two', box), 'Delivered-To') ==
               name + '@home.example', 'of two recipients, ' + name)
    genuine('to a detail', to='ann+bills@home.example')
    stored('to a detail', ann)
    ann.make_folder('bills', 5000)
    genuine('to a folder', to='ann+bills@home.example')
    stored('to a folder', ann, 'bills')


def test_senders(ann, carl):
    genuine('null sender', sender='')
    mail = stored('null sender', ann)
    tap.ok(header(mail, 'Return-Path') == '<>', 'the null sender stays null')
    results(mail, 'dmarc=pass')
    log = Log(LOG)
    send(BANK, 'mx.bank.example', 'carl@home.example', ['noone@home.example'],
         compose('carl@home.example', 'noone@home.example', 'to nobody'))
    tap.ok(log.wait(r'to=<noone@home.example>.*dsn=5.1.1, status=bounced'),
           'an unknown user is bounced with 5.1.1', log.text())
    mail = carl.wait('Undelivered Mail Returned to Sender')
    tap.ok(mail and b'5.1.1' in mail, 'and the sender gets to know',
           *carl.everything())
    run('sendmail', '-f', 'carl@home.example', 'ann@home.example',
        input=compose('carl@home.example', 'ann@home.example', 'from here'))
    stored('from here', ann)


def test_bytes(ann):
    body = 'Gr\xfc\xdfe \x01\n' + 'x' * 900 + '\n'
    genuine('8-bit', body=body)
    mail = stored('8-bit', ann)
    tap.ok(mail.endswith(body.encode('latin-1')), 'byte for byte')
    results(mail, 'dkim=pass')


def test_local(box):
    genuine('to a local user', to='ann@mx.home.example')
    results(stored('to a local user', box), 'spf=pass', 'dmarc=pass')
    send(EVIL, 'mail.evil.example', 'bulk@evil.example',
         ['ann@mx.home.example'],
         compose('service@bank.example', 'ann@mx.home.example', 'local spoof'))
    results(stored('local spoof', box, 'Junk'), 'dmarc=fail')
    tap.ok(os.stat(box.path).st_uid == 6001, 'the mailbox is the user\'s')


# -- what must be tried again ------------------------------------------------------

def deferred(subject, what, status, **mail):
    log = Log(LOG)
    genuine(subject, **mail)
    tap.ok(log.wait(r'dsn=%s, status=deferred' % status), what + ': deferred',
           log.text())
    tap.ok('status=bounced' not in log.text(), 'and not bounced', log.text())


def test_full_disk():
    tiny = Maildir('/var/vmail/tiny/Maildir')
    os.makedirs('/var/vmail/tiny')
    run('mount', '-t', 'tmpfs', '-o', 'size=100k,uid=5000,gid=5000,mode=700',
        'none', '/var/vmail/tiny')
    deferred('full disk', 'a full disk', r'4\.\d\.\d', to='tiny@home.example',
             body='x' * 70 + '\n' + 3000 * ('y' * 70 + '\n'))
    tap.ok(not tiny.everything(), 'nothing is left of it', *tiny.everything())
    run('mount', '-o', 'remount,size=10m', '/var/vmail/tiny')
    flush()
    stored('full disk', tiny)


def set_limits(size):
    run('postconf', 'message_size_limit=%d' % size,
        'mailbox_size_limit=%d' % size)
    run('postfix', 'reload', stderr=subprocess.DEVNULL)


def test_file_size(box):
    """mailbox_size_limit is RLIMIT_FSIZE for us.  Postfix makes sure that the
    mail fits; it cannot know of the fields that we add."""
    mail = compose('service@bank.example', 'ann@mx.home.example', 'large',
                   400000 * 'y' + '\n')
    for number in range(12, 0, -1):     # each is told about
        mail = sign(mail, 'bank.example', 's%d' % number)
    run('postconf', 'defer_transports=local')
    run('postfix', 'reload', stderr=subprocess.DEVNULL)
    log = Log(LOG)
    send(BANK, 'mx.bank.example', 'service@bank.example',
         ['ann@mx.home.example'], mail)
    size = log.wait(r'size=(\d+)(.*\n)*.*status=deferred').group(1)
    run('postconf', 'defer_transports=')
    set_limits(int(size) + 750)         # as little as local(8) wants
    log = Log(LOG)
    flush()
    tap.ok(log.wait('dsn=4.*status=deferred'),
           'over mailbox_size_limit: deferred', log.text())
    tap.ok(not box.leftovers(), 'nothing is left of it', *box.leftovers())
    set_limits(1000000)
    flush()
    stored('large', box)


def test_configuration(ann):
    with open(CONF) as conf:
        good = conf.read()
    write(CONF, good + 'deadlin = 5\n')
    deferred('broken configuration', 'a broken configuration', r'4\.\d\.\d')
    write(CONF, good)
    flush()
    results(stored('broken configuration', ann), 'dmarc=pass')


def test_no_dns(ann, server):
    server.stop()
    log = Log(LOG)
    genuine('no DNS')
    tap.ok(log.wait(r'status=deferred'), 'without DNS: deferred', log.text())
    server.start()
    flush()
    results(stored('no DNS', ann), 'spf=pass', 'dkim=pass', 'dmarc=pass')


def waxseals():
    """Process ids, a parent before its child."""
    found = {}
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open('/proc/%s/stat' % pid) as stat:
                name, rest = stat.read().split('(', 1)[1].rsplit(') ', 1)
        except OSError:
            continue
        if name == 'waxseal':
            found[int(pid)] = int(rest.split()[1])
    return sorted(found, key=lambda pid: found[pid] in found)


def test_crash(ann, server):
    """While it waits for a name server that does not answer."""
    for which, what in ((1, 'the process that decides crashes'),
                        (0, 'the process that acts crashes')):
        subject = 'crash %d' % which
        server.stop()
        mute = subprocess.Popen(
            ('tests/dns/server.py', '-p', '53', '/tmp/mute.zone'), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        mute.stdout.readline()
        log = Log(LOG)
        genuine(subject)
        pids = wait_for(lambda: len(waxseals()) == 2 and waxseals(),
                        'two processes')
        tap.ok(pids is not None, 'two processes', log.text())
        time.sleep(0.3)         # the child has come to DNS
        os.kill(pids[which], signal.SIGSEGV)
        tap.ok(log.wait(r'status=deferred'), what + ': deferred', log.text())
        mute.communicate()
        server.start()
        flush()
        results(stored(subject, ann), 'dmarc=pass')
        tap.ok(len(ann.find_all(subject)) == 1, 'once')


def main():
    enter(['postfix', 'nsd', 'iproute2'])
    write('/tmp/mute.zone', '#! * mute\n')
    server = NameServer(zone_of_tests())
    install()
    ann = Maildir('/var/vmail/ann/Maildir')
    carl = Maildir('/var/vmail/carl/Maildir')
    local = Maildir('/home/ann/Maildir')
    test_genuine(ann)
    test_spoof(ann)
    test_recipients(ann, carl)
    test_senders(ann, carl)
    test_bytes(ann)
    test_local(local)
    test_full_disk()
    test_file_size(local)
    test_configuration(ann)
    test_no_dns(ann, server)
    test_crash(ann, server)
    run('postfix', 'stop', stderr=subprocess.DEVNULL)
    tap.ok(Log(LOG, 0).text().count('status=bounced') == 1,
           'one bounce in all: nothing else was refused')
    tap.done()


main()
