"""What is asked of Waxseal behind each MTA alike."""
import os
import signal
import smtplib
import subprocess
import time

from machine import (ADDRESSES, REPO, Log, Maildir, Tap, compose, header, run,
                     send, sign, wait_for, write)

BANK, EVIL, BANK6 = ADDRESSES
CONF = '/etc/waxseal.conf'
USERS = """ann@home.example:5000:5000:/var/vmail/ann::
carl@home.example:5000:5000:/var/vmail/carl::
tiny@home.example:5000:5000:/var/vmail/tiny::
dan@home.example:5000:5000:/var/vmail/dan::
ben@home.example:5000:5000:/var/vmail/ben::
full@home.example:5000:5000:/var/vmail/full::quota=10K
"""
with open(REPO + '/contrib/outgoing.conf') as text:
    OUTGOING = text.read()


def write_secrets(group):
    """For vmail, and for that group."""
    with open('tests/keys/rsa2048.pem') as key:
        write('/etc/waxseal/home.pem', key.read(), 0o440)
    write('/etc/waxseal/srs.secret', 'correct horse\n', 0o440)
    for name in ('home.pem', 'srs.secret'):
        os.chown('/etc/waxseal/' + name, 5000, group)


class Delivery:
    """An MTA: its log, what it says there when it will try again, and how to
    make it do so now."""

    def __init__(self, log, deferred, bounced, flush):
        self.log, self.deferred_line, self.bounced_line = log, deferred, bounced
        self.flush_command = flush
        self.tap = Tap()
        self.ann = Maildir('/var/vmail/ann/Maildir')
        self.carl = Maildir('/var/vmail/carl/Maildir')

    def flush(self):
        run(*self.flush_command)

    def genuine(self, subject, client=BANK, to='ann@home.example',
                sender='service@bank.example', body='Hello.\n'):
        """From the bank and signed by it."""
        mail = compose('service@bank.example', to, subject, body)
        send(client, 'mx.bank.example', sender, [to],
             sign(mail, 'bank.example'))

    def stored(self, subject, box, folder=''):
        mail = box.wait(subject, folder)
        self.tap.ok(mail is not None,
                    '%s: in %s' % (subject, folder or 'INBOX'),
                    Log(self.log, 0).tail(), *box.everything())
        return mail or b''

    def results(self, mail, *wanted):
        field = header(mail, 'Authentication-Results')
        for want in wanted:
            self.tap.ok(want in field, 'it says ' + want, field)

    def deferred(self, subject, what, **mail):
        log = Log(self.log)
        self.genuine(subject, **mail)
        self.is_deferred(log, what)

    def is_deferred(self, log, what):
        self.tap.ok(log.wait(self.deferred_line), what + ': deferred',
                    log.text())
        self.tap.ok(not log.find(self.bounced_line), 'and not bounced',
                    log.text())

    # -- what arrives ---------------------------------------------------------

    def test_genuine(self):
        self.genuine('genuine')
        mail = self.stored('genuine', self.ann)
        self.results(mail, 'spf=pass', 'dkim=pass', 'dmarc=pass')
        self.tap.ok(header(mail, 'Return-Path') == '<service@bank.example>',
                    'Return-Path')
        self.tap.ok(b'\r' not in mail, 'LF line ends')
        self.genuine('by IPv6', BANK6)
        self.results(self.stored('by IPv6', self.ann), 'spf=pass',
                     'dmarc=pass')
        self.tap.ok(not self.ann.leftovers(), 'nothing stays in tmp')

    def test_spoof(self):
        send(EVIL, 'mail.evil.example', 'bulk@evil.example',
             ['ann@home.example'],
             compose('service@bank.example', 'ann@home.example', 'spoof'))
        self.results(self.stored('spoof', self.ann, 'Junk'), 'dmarc=fail')
        send(EVIL, 'mail.evil.example', 'bulk@evil.example',
             ['ann@home.example'],
             compose('carl@home.example', 'ann@home.example', 'own domain'))
        self.stored('own domain', self.ann, 'Junk')

    def test_recipients(self, field):
        mail = sign(compose('service@bank.example', 'ann@home.example', 'two'),
                    'bank.example')
        send(BANK, 'mx.bank.example', 'service@bank.example',
             ['ann@home.example', 'carl@home.example'], mail)
        for box, name in ((self.ann, 'ann'), (self.carl, 'carl')):
            self.tap.ok(header(self.stored('two', box), field) ==
                        name + '@home.example', 'of two recipients, ' + name)
        self.genuine('to a detail', to='ann+bills@home.example')
        self.stored('to a detail', self.ann)
        self.ann.make_folder('bills', 5000)
        self.genuine('to a folder', to='ann+bills@home.example')
        self.stored('to a folder', self.ann, 'bills')

    def test_senders(self):
        self.genuine('null sender', sender='')
        mail = self.stored('null sender', self.ann)
        self.tap.ok(header(mail, 'Return-Path') == '<>',
                    'the null sender stays null')
        self.results(mail, 'dmarc=pass')
        run('/usr/sbin/sendmail', '-f', 'carl@home.example',
            'ann@home.example',
            input=compose('carl@home.example', 'ann@home.example',
                          'from here'))
        self.stored('from here', self.ann)

    def test_unknown_user(self, address):
        """Unknown to Waxseal: the MTA let it in."""
        log = Log(self.log)
        send(BANK, 'mx.bank.example', 'carl@home.example', [address],
             compose('carl@home.example', address, 'to nobody'))
        self.tap.ok(log.wait(self.bounced_line), 'an unknown user is bounced',
                    log.text())
        self.tap.ok(log.find(r'5\.1\.1'), 'with 5.1.1', log.text())
        bounce = wait_for(lambda: [m for m in self.carl.mails()
                                   if b'5.1.1' in m], 'the bounce')
        self.tap.ok(bounce, 'and the sender gets to know',
                    *self.carl.everything())

    def test_bytes(self):
        body = 'Gr\xfc\xdfe \x01\n' + 'x' * 900 + '\n'
        self.genuine('8-bit', body=body)
        mail = self.stored('8-bit', self.ann)
        self.tap.ok(mail.endswith(body.encode('latin-1')), 'byte for byte')
        self.results(mail, 'dkim=pass')

    # -- what is sent on ------------------------------------------------------

    def test_redirect(self, sent_on, comes_back):
        """What the MTA says of it, the first with the new sender."""
        write('/var/vmail/dan/.sieve', 'redirect "dan@away.example";\n')
        os.chown('/var/vmail/dan', 5000, 5000)
        log = Log(self.log)
        self.genuine('sent on', to='dan@home.example')
        sender = log.wait(sent_on)
        if not self.tap.ok(sender, "sent on with a sender of ours", log.tail()):
            return
        sender = sender.group(1)
        log = Log(self.log)
        self.bounce(sender)
        self.tap.ok(log.wait(comes_back), 'its bounce goes to the author',
                    log.text())
        forged = sender.replace('=service@', '=victim@')
        try:
            self.bounce(forged)
            refused = None
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[forged][0]
        self.tap.ok(refused == 550 and forged != sender,
                    'a forged one is refused', refused, forged)

    def test_vacation(self, answered):
        """What the MTA says of an answer to the bank."""
        write('/var/vmail/ben/.sieve',
              'require "vacation"; vacation "I am away.";\n')
        os.chown('/var/vmail/ben', 5000, 5000)
        ben = Maildir('/var/vmail/ben/Maildir')
        log = Log(self.log)
        send(EVIL, 'mail.evil.example', 'bulk@evil.example',
             ['ben@home.example'],
             compose('service@bank.example', 'ben@home.example',
                     'spoof for ben'))
        self.stored('spoof for ben', ben, 'Junk')
        for subject in ('one for ben', 'two for ben'):
            self.genuine(subject, to='ben@home.example')
            self.stored(subject, ben)
        self.tap.ok(log.wait(answered), 'a vacation answers', log.tail())
        self.tap.ok(len(log.find(answered)) == 1, 'once', log.tail())

    def bounce(self, to):
        send(BANK, 'mx.bank.example', '', [to],
             compose('MAILER-DAEMON@away.example', to, 'undelivered'))

    # -- what must be tried again ---------------------------------------------

    def test_full_disk(self):
        tiny = Maildir('/var/vmail/tiny/Maildir')
        os.makedirs('/var/vmail/tiny')
        run('mount', '-t', 'tmpfs', '-o',
            'size=100k,uid=5000,gid=5000,mode=700', 'none', '/var/vmail/tiny')
        self.deferred('full disk', 'a full disk', to='tiny@home.example',
                      body=3000 * ('y' * 70 + '\n'))
        self.tap.ok(not tiny.everything(), 'nothing is left of it',
                    *tiny.everything())
        run('mount', '-o', 'remount,size=10m', '/var/vmail/tiny')
        self.flush()
        self.stored('full disk', tiny)

    def test_quota(self):
        """carl is who gets to know."""
        full = Maildir('/var/vmail/full/Maildir')
        mail = {'to': 'full@home.example', 'sender': 'carl@home.example',
                'body': 200 * ('y' * 70 + '\n')}
        self.deferred('over quota', 'a full mailbox', **mail)
        self.tap.ok(Log(self.log, 0).find(r'4\.2\.2.*the mailbox is full'),
                    'it says why')
        with open(CONF) as conf:
            good = conf.read()
        write(CONF, good + 'quota_full = reject\n')
        log = Log(self.log)
        self.flush()
        self.tap.ok(log.wait(self.bounced_line), 'or refused', log.text())
        write(CONF, good)
        bounce = wait_for(lambda: [m for m in self.carl.mails()
                                   if b'5.2.2' in m], 'the bounce')
        self.tap.ok(bounce and not full.files(), 'with 5.2.2',
                    *self.carl.everything())

    def test_configuration(self):
        with open(CONF) as conf:
            good = conf.read()
        write(CONF, good + 'deadlin = 5\n')
        self.deferred('broken configuration', 'a broken configuration')
        write(CONF, good)
        self.flush()
        self.results(self.stored('broken configuration', self.ann),
                     'dmarc=pass')

    def test_no_dns(self, server):
        server.stop()
        self.deferred('no DNS', 'without DNS')
        server.start()
        self.flush()
        self.results(self.stored('no DNS', self.ann), 'spf=pass', 'dkim=pass',
                     'dmarc=pass')

    def test_crash(self, server):
        """While it waits for a name server that does not answer."""
        for which, death, what in (
                (1, signal.SIGSEGV, 'the process that decides crashes'),
                (0, signal.SIGKILL, 'the process that acts is killed')):
            subject = 'crash %d' % which
            server.stop()
            mute = subprocess.Popen(
                (REPO + '/tests/dns/server.py', '-p', '53', '/tmp/mute'),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            mute.stdout.readline()
            log = Log(self.log)
            self.genuine(subject)
            pids = wait_for(lambda: len(waxseals()) == 2 and waxseals(),
                            'two processes')
            time.sleep(0.2)         # the child has come to DNS
            if self.tap.ok(pids, 'two processes', log.text()):
                os.kill(pids[which], death)
            self.is_deferred(log, what)
            mute.communicate()
            server.start()
            self.flush()
            self.results(self.stored(subject, self.ann), 'dmarc=pass')
            self.tap.ok(len(self.ann.find(subject)) == 1, 'once')


def waxseals():
    """Process ids of deliveries, a parent before its child."""
    found = {}
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open('/proc/%s/stat' % pid) as stat:
                name, rest = stat.read().split('(', 1)[1].rsplit(') ', 1)
            with open('/proc/%s/cmdline' % pid) as line:
                words = line.read()     # '' when it is dead
        except OSError:
            continue
        if name == 'waxseal' and words and 'socketmap' not in words:
            found[int(pid)] = int(rest.split()[1])
    return sorted(found, key=lambda pid: found[pid] in found)
