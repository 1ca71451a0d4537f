#!/usr/bin/python3
"""Postfix with the stanzas of contrib/postfix: over pipe(8), and as
mailbox_command of local(8)."""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import next_hop  # noqa: E402
from delivery import (BANK, EVIL, OUTGOING, USERS, Delivery,  # noqa: E402
                      write_secrets)
from machine import (Log, Maildir, NameServer, append, compose,  # noqa: E402
                     configure_waxseal, enter, header, run, send,
                     sign, wait_for_smtp, write, zone_of_tests)

LOG = '/var/log/postfix.log'
MAIN_CF = """compatibility_level = 3.6
myhostname = mx.home.example
mydestination = mx.home.example
virtual_mailbox_domains = home.example
mynetworks = 127.0.0.0/8
inet_interfaces = all
# what leaves the machine is of no interest
default_transport = discard
transport_maps = inline:{{away.example = away:}}
maillog_file = %s
alias_maps =
alias_database =
message_size_limit = 1000000
mailbox_size_limit = 1000000
# retry only when told to
queue_run_delay = 1h
minimal_backoff_time = 1h
""" % LOG

AWAY = """away unix - n n - - pipe
  user=vmail null_sender=
  argv=/usr/local/bin/waxseal -c /etc/waxseal/away.conf -f ${sender}
  -d ${user}@${domain} --client-ip 192.0.2.99 --helo mx.home.example
"""


def quietly(*command):
    subprocess.run(command, stderr=subprocess.DEVNULL)


def install():
    write('/etc/postfix/main.cf', MAIN_CF)
    with open('/usr/share/postfix/master.cf.dist') as dist:
        write('/etc/postfix/master.cf', dist.read())
    for stanza, file in (('main.cf', 'main.cf'), ('main-local.cf', 'main.cf'),
                         ('main-srs.cf', 'main.cf'),
                         ('master.cf', 'master.cf'),
                         ('master-srs.cf', 'master.cf')):
        with open('contrib/postfix/' + stanza) as text:
            append('/etc/postfix/' + file, text.read())
    append('/etc/postfix/master.cf', AWAY)
    run('postconf', '-F', '*/*/chroot = n')
    next_hop.install()
    configure_waxseal(USERS, OUTGOING)
    write_secrets(5000)
    quietly('postfix', 'set-permissions')
    for program in ('/usr/sbin/postdrop', '/usr/sbin/postqueue'):
        shutil.chown(program, group='postdrop')
        os.chmod(program, 0o2755)
    quietly('postfix', 'start')
    wait_for_smtp()


def test_local(to, box):
    to.genuine('to a local user', to='ann@mx.home.example')
    to.results(to.stored('to a local user', box), 'spf=pass', 'dmarc=pass')
    send(EVIL, 'mail.evil.example', 'bulk@evil.example',
         ['ann@mx.home.example'],
         compose('service@bank.example', 'ann@mx.home.example', 'local spoof'))
    to.results(to.stored('local spoof', box, 'Junk'), 'dmarc=fail')
    to.tap.ok(os.stat(box.path).st_uid == 6001, 'the mailbox is the user\'s')
    to.genuine('odd sender', to='ann@mx.home.example',
               sender="o'brien@bank.example")
    mail = to.stored('odd sender', box)
    to.tap.ok("o'brien@bank.example" in header(mail, 'Received-SPF'),
              'the true sender, of which SENDER shows "o_brien"',
              header(mail, 'Received-SPF'))


def set_parameters(*parameters):
    """Not by reload: for a while the old queue manager would still be there."""
    quietly('postfix', 'stop')
    run('postconf', *parameters)
    quietly('postfix', 'start')
    wait_for_smtp()


def set_limits(size):
    set_parameters('message_size_limit=%d' % size,
                   'mailbox_size_limit=%d' % size, 'defer_transports=')


def test_file_size(to, box):
    """mailbox_size_limit is RLIMIT_FSIZE for us.  Postfix makes sure that the
    mail fits; it cannot know of the fields that we add."""
    mail = compose('service@bank.example', 'ann@mx.home.example', 'large',
                   400000 * 'y' + '\n')
    for number in range(12, 0, -1):     # each is told about
        mail = sign(mail, 'bank.example', 's%d' % number)
    set_parameters('defer_transports=local')
    log = Log(LOG)
    send(BANK, 'mx.bank.example', 'service@bank.example',
         ['ann@mx.home.example'], mail)
    size = log.wait(r'size=(\d+)(.*\n)*.*status=deferred').group(1)
    set_limits(int(size) + 750)         # as little as local(8) wants
    log = Log(LOG)
    to.flush()
    to.is_deferred(log, 'over mailbox_size_limit')
    to.tap.ok(not box.leftovers(), 'nothing is left of it', *box.leftovers())
    set_limits(1000000)
    to.flush()
    to.stored('large', box)


def main():
    enter(['postfix', 'nsd', 'iproute2', 'opendkim'])
    server = NameServer(zone_of_tests())
    install()
    local = Maildir('/home/ann/Maildir')
    to = Delivery(LOG, r'dsn=4\.\d\.\d+, status=deferred', r'status=bounced',
                  ('postqueue', '-f'))
    to.test_genuine()
    to.test_spoof()
    to.test_recipients('Delivered-To')
    to.test_senders()
    to.test_unknown_user('noone@home.example')
    to.test_bytes()
    to.test_redirect(r'from=<(SRS0=\S+@srs\.home\.example)>',
                     r'to=<service@bank\.example>, orig_to=<SRS0=')
    next_hop.test(to)
    to.test_vacation(r'to=<service@bank\.example>, relay=')
    test_local(to, local)
    to.test_full_disk()
    test_file_size(to, local)
    to.test_quota()
    to.test_configuration()
    to.test_no_dns(server)
    to.test_crash(server)
    to.tap.ok(Log(LOG, 0).text().count('status=bounced') == 2,
              'two bounces in all')
    quietly('postfix', 'stop')
    to.tap.done()


main()
