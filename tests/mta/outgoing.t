#!/usr/bin/python3
"""What leaves, between three sites with a Postfix each: the bank, whose mail
opendkim signs; ours; and one that mail is redirected to, where opendkim and
opendmarc judge it."""
import os
import shutil
import smtplib
import subprocess
import sys

import dkim

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from delivery import CONF, OUTGOING, write_secrets  # noqa: E402
from machine import (Log, Maildir, NameServer, Tap, append,  # noqa: E402
                     compose, configure_waxseal, enter, header, key_record,
                     run, send, wait_for, write)

BANK, HOME, AWAY, EVIL = ('192.0.2.10', '192.0.2.99', '192.0.2.40',
                          '203.0.113.66')
ZONE = """bank.example       TXT "v=spf1 ip4:192.0.2.10 -all"
bank.example       MX  10 mx.bank.example
_dmarc.bank.example TXT "v=DMARC1; p=reject"
mx.bank.example    A   192.0.2.10
mx.bank.example    TXT "v=spf1 a -all"
home.example       TXT "v=spf1 ip4:192.0.2.99 -all"
home.example       MX  10 mx.home.example
_dmarc.home.example TXT "v=DMARC1; p=reject"
srs.home.example   TXT "v=spf1 ip4:192.0.2.99 -all"
srs.home.example   MX  10 mx.home.example
mx.home.example    A   192.0.2.99
mx.home.example    TXT "v=spf1 a -all"
away.example       MX  10 mx.away.example
mx.away.example    A   192.0.2.40
mx.away.example    TXT "v=spf1 a -all"
evil.example       TXT "v=spf1 ip4:203.0.113.66 -all"
evil.example       MX  10 mail.evil.example
mail.evil.example  A   203.0.113.66
10.2.0.192.in-addr.arpa  PTR mx.bank.example
99.2.0.192.in-addr.arpa  PTR mx.home.example
40.2.0.192.in-addr.arpa  PTR mx.away.example
"""
ALL_MAIN_CF = """compatibility_level = 3.6
myhostname = mx.%(name)s.example
mydestination =
smtp_bind_address = %(address)s
mynetworks = %(networks)s
inet_protocols = ipv4
maillog_file = /var/log/postfix.%(name)s
alias_maps =
alias_database =
message_size_limit = 1000000
mailbox_size_limit = 1000000
queue_run_delay = 1h
minimal_backoff_time = 1h
queue_directory = /var/spool/postfix.%(name)s
data_directory = /var/lib/postfix.%(name)s
"""
HOME_MAIN_CF = """inet_interfaces = 192.0.2.99, 127.0.0.1
virtual_mailbox_domains = home.example
alternate_config_directories = /etc/postfix.bank /etc/postfix.away
"""
# A site that stores mail by itself
MAIN_CF = """inet_interfaces = %(address)s
syslog_name = postfix-%(name)s
virtual_mailbox_domains = %(name)s.example
virtual_mailbox_base = /var/vmail
virtual_mailbox_maps = static:%(name)s/Maildir/
virtual_uid_maps = static:5000
virtual_gid_maps = static:5000
milter_default_action = tempfail
smtpd_milters = %(milters)s
"""
AWAY_MAIN_CF = """transport_maps = inline:{{gone@away.example =
  error:5.1.1 nobody of that name}}
virtual_alias_maps = inline:{{back@away.example = hal@home.example}}
"""
SIGNS = """Mode s
Socket inet:8891@127.0.0.1
Domain bank.example
Selector s1
KeyFile /etc/bank.pem
RequireSafeKeys no
InternalHosts 0.0.0.0/0
OversignHeaders From
"""
VERIFIES = """Mode v
Socket inet:8892@127.0.0.1
AuthservID mx.away.example
Nameservers 127.0.0.1
InternalHosts 198.51.100.1
"""
JUDGES = """Socket inet:8893@127.0.0.1
AuthservID mx.away.example
TrustedAuthservIDs mx.away.example
SPFSelfValidate true
SPFIgnoreResults true
RejectFailures true
HistoryFile /tmp/opendmarc.history
"""
SCRIPTS = {
    'dan': 'redirect "dan@away.example";',
    'eve': 'redirect "gone@away.example";',
    'ben': 'require "vacation"; vacation "I am away until May.";',
    'fay': 'require "reject"; reject "No, thanks.";',
    'hal': 'redirect "back@away.example";',
    'gus': 'require "redirect-dsn";\n'
           'if header :contains "subject" "for a report" {\n'
           'redirect :notify "SUCCESS" "gus@away.example"; }\n',
}
USERS = ''.join('%s@home.example:5000:5000:/var/vmail/%s::\n' % (name, name)
                for name in SCRIPTS)
REPORT = 'Successful Mail Delivery Report'
bank, away = (Maildir('/var/vmail/%s/Maildir' % name)
              for name in ('bank', 'away'))
tap = Tap()


# -- the three sites ------------------------------------------------------------

def quietly(*command):
    subprocess.run(command, stderr=subprocess.DEVNULL)


def folder_of(name):
    return '/etc/postfix' if name == 'home' else '/etc/postfix.' + name


def configure(name, address, main):
    folder = folder_of(name)
    networks = BANK if name == 'bank' else '127.0.0.0/8'
    write(folder + '/main.cf', ALL_MAIN_CF % locals() + main)
    shutil.copy('/usr/share/postfix/master.cf.dist', folder + '/master.cf')
    for kind in ('spool', 'lib'):
        os.makedirs('/var/%s/postfix.%s' % (kind, name), exist_ok=True)
    os.chown('/var/lib/postfix.' + name, 5001, 5001)


def configure_home():
    configure('home', HOME, HOME_MAIN_CF)
    for stanza in ('main.cf', 'main-srs.cf', 'master.cf', 'master-srs.cf'):
        with open('contrib/postfix/' + stanza) as text:
            append('/etc/postfix/' + stanza.replace('-srs', ''), text.read())
    configure_waxseal(USERS, OUTGOING + 'sendmail_dsn = on\n')
    for name, script in SCRIPTS.items():
        write('/var/vmail/%s/.sieve' % name, script + '\n')
        os.chown('/var/vmail/' + name, 5000, 5000)


def configure_peers():
    with open('tests/keys/rsa2048.pem') as key:     # a comment stands above
        write('/etc/bank.pem', '-----BEGIN' +
              key.read().partition('-----BEGIN')[2], 0o600)
    for name, address, milters, more in (
            ('bank', BANK, 'inet:127.0.0.1:8891', ''),
            ('away', AWAY, 'inet:127.0.0.1:8892, inet:127.0.0.1:8893',
             AWAY_MAIN_CF)):
        configure(name, address, MAIN_CF % locals() + more)
        os.makedirs('/var/vmail/' + name)
        os.chown('/var/vmail/' + name, 5000, 5000)
    for program, option, name, text in (
            ('opendkim', '-x', 'signs', SIGNS),
            ('opendkim', '-x', 'verifies', VERIFIES),
            ('opendmarc', '-c', 'judges', JUDGES)):
        path = '/etc/%s.conf' % name
        write(path, text)
        subprocess.Popen(('/usr/sbin/' + program, '-f', option, path))


def listens(address, port):
    want = ':%04X' % port
    number = ''.join('%02X' % int(n) for n in reversed(address.split('.')))
    with open('/proc/net/tcp') as sockets:
        return any(line.split()[1] == number + want and line.split()[3] == '0A'
                   for line in list(sockets)[1:])


def install():
    for address in (HOME, AWAY):
        run('ip', 'address', 'add', address, 'dev', 'lo')
    write('/tmp/zone', ZONE + ''.join(
        's1._domainkey.%s.example TXT "%s"\n' % (name, key_record())
        for name in ('bank', 'home')))
    NameServer('/tmp/zone')
    configure_home()
    write_secrets(5000)
    configure_peers()
    for name in ('home', 'bank', 'away'):
        run('postconf', '-c', folder_of(name), '-F', '*/*/chroot = n')
    quietly('postfix', 'set-permissions')
    for program in ('/usr/sbin/postdrop', '/usr/sbin/postqueue'):
        shutil.chown(program, group='postdrop')
        os.chmod(program, 0o2755)
    for name in ('bank', 'away', 'home'):
        quietly('postfix', '-c', folder_of(name), 'start')
    for address, port in ((BANK, 25), (HOME, 25), (AWAY, 25),
                          ('127.0.0.1', 8891), ('127.0.0.1', 8892),
                          ('127.0.0.1', 8893)):
        wait_for(lambda: listens(address, port), '%s:%d' % (address, port))


# -- mail ------------------------------------------------------------------------

def log(name, start=0):
    return Log('/var/log/postfix.' + name, start)


def send_as_bank(subject, to):
    """To the bank's own server, which signs it and sends it to us."""
    with smtplib.SMTP(BANK, 25, 'desk.bank.example', 10, (BANK, 0)) as smtp:
        smtp.sendmail('service@bank.example', [to],
                      compose('service@bank.example', to, subject))


def spoof(subject, to):
    send(EVIL, 'mail.evil.example', 'bulk@evil.example', [to],
         compose('service@bank.example', to, subject))


def logs():
    return '\n'.join(log(name).tail() for name in ('bank', 'home', 'away'))


def arrives(box, subject, what, folder=''):
    mail = box.wait(subject, folder)
    tap.ok(mail is not None, what, logs(), *box.everything())
    return mail or b''


def answers(fragment):
    """What the bank got with that in it."""
    return [mail for mail in bank.mails() if fragment in mail]


def waits(fragment, what):
    found = wait_for(lambda: answers(fragment), what)
    tap.ok(found, what, logs(), *bank.everything())
    return found[0] if found else b''


def results(mail):
    """All that was said at the next hop."""
    fields = mail.split(b'\n\n')[0].replace(b'\n\t', b' ').replace(b'\n ', b' ')
    return [line for line in fields.decode('latin-1').splitlines()
            if line.startswith('Authentication-Results: mx.away.example')]


def box_of(user):
    return Maildir('/var/vmail/%s/Maildir' % user)


def test_redirect():
    send_as_bank('to dan', 'dan@home.example')
    mail = arrives(away, 'to dan', 'redirected mail arrives')
    said = '\n'.join(results(mail))
    for what in ('dkim=pass (2048-bit key', 'header.d=bank.example',
                 'dmarc=pass (p=reject', 'header.from=bank.example',
                 'spf=pass smtp.mailfrom=srs.home.example'):
        tap.ok(what in said, 'it says there ' + what, said)
    tap.ok(mail.count(b'by mx.home.example (Postfix') == 2,
           'with Received of the way in and of the way out (RFC 5228 4.2)',
           mail.decode(errors='replace'))
    tap.ok(header(mail, 'Return-Path').startswith('<SRS0='),
           'with a sender of ours', header(mail, 'Return-Path'))
    tap.ok(b'd=home.example' not in mail.split(b'DKIM-Signature:', 1)[1]
           .split(b'\n\n')[0].replace(b'ARC', b''),
           'and is not signed as ours', mail)
    sealed = mail[mail.find(b'\nARC-Seal:') + 1:]
    record = key_record().encode()
    tap.ok(dkim.arc_verify(sealed, dnsfunc=lambda *a, **k: record)[0] ==
           dkim.CV_Pass, 'dkimpy verifies our seal', mail)


def test_bounce():
    send_as_bank('to eve', 'eve@home.example')
    mail = waits(b'nobody of that name', 'the bounce comes back to the author')
    tap.ok(header(mail, 'Return-Path') in ('<>', '<MAILER-DAEMON>') and
           b'mx.away.example' in mail and b'to eve' in mail,
           'made by the next hop', mail)
    tap.ok(header(mail, 'X-Original-To').startswith('service@') or
           'service@bank.example' in header(mail, 'Delivered-To'),
           'to the address that it was from', mail)


def test_vacation():
    for subject in ('first to ben', 'second to ben'):
        send_as_bank(subject, 'ben@home.example')
        arrives(box_of('ben'), subject, subject + ' is kept')
    mail = waits(b'away until May', 'and is answered')
    record = key_record().encode()
    tap.ok(dkim.verify(mail[mail.find(b'DKIM-Signature:'):],
                       dnsfunc=lambda *a, **k: record) and
           b'd=home.example' in mail, 'signed as ours', mail)
    tap.ok(header(mail, 'Auto-Submitted').startswith('auto-replied') and
           header(mail, 'Return-Path') in ('<>', '<MAILER-DAEMON>') and
           header(mail, 'In-Reply-To') == '<first.to.ben@test.example>',
           'as an answer should be', mail)


def test_reject():
    send_as_bank('to fay', 'fay@home.example')
    mail = waits(b'No, thanks.', 'who is refused is told')
    tap.ok(b'disposition-notification' in mail or b'delivery-status' in mail,
           'by a report', mail)
    tap.ok(not box_of('fay').find('to fay'), 'and nothing is kept',
           *box_of('fay').everything())


def test_spoofs():
    for user in SCRIPTS:
        spoof('spoof to ' + user, user + '@home.example')
    for user in SCRIPTS:
        arrives(box_of(user), 'spoof to ' + user,
                'a spoof to %s is Junk' % user, 'Junk')


def test_wish(through):
    """Of a report to the user when the mail was delivered."""
    gus = box_of('gus')
    before = len(gus.find(REPORT))
    subject = 'for a report by ' + through
    send_as_bank(subject, 'gus@home.example')
    arrives(away, subject, 'redirected by ' + through)
    tap.ok(wait_for(lambda: len(gus.find(REPORT)) == before + 1, 'a report'),
           'and the report that was wished for comes', logs(),
           *gus.everything())


def test_loop():
    """Somebody sends it back to where it came from: Postfix sees by Delivered-To
    that it was here before."""
    send_as_bank('to hal', 'hal@home.example')
    mail = waits(b'mail forwarding loop for hal@home.example',
                 'a loop ends, and the author is told')
    tap.ok(len(log('away').find('to=<hal@home.example>')) == 1,
           'after one round', log('away').tail(), mail)


def is_empty():
    return all(subprocess.run(('postqueue', '-c', folder_of(name), '-p'),
                              capture_output=True, text=True).stdout
               .startswith('Mail queue is empty')
               for name in ('bank', 'home', 'away'))


def main():
    enter(['postfix', 'nsd', 'iproute2', 'opendkim', 'opendmarc'])
    install()
    test_redirect()
    test_bounce()
    test_spoofs()
    test_vacation()
    test_reject()
    test_loop()
    test_wish('sendmail')
    append(CONF, 'relay = smtp://127.0.0.1:25\n')
    test_wish('SMTP')
    tap.ok(wait_for(is_empty, 'empty queues'), 'nothing is left to send',
           logs())
    tap.ok(len(bank.files()) == 4 and len(away.files()) == 3,
           'nothing else left', *bank.everything(), *away.everything())
    tap.ok('evil.example' not in log('away').text() and
           not log('bank').find('spoof'), 'nothing of a spoof', logs())
    for name in ('home', 'bank', 'away'):
        quietly('postfix', '-c', folder_of(name), 'stop')
    tap.done()


main()
