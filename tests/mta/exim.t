#!/usr/bin/python3
"""Exim with the stanzas of contrib/exim, over its pipe transport."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import next_hop  # noqa: E402
from delivery import OUTGOING, USERS, Delivery, write_secrets  # noqa: E402
from machine import (Log, NameServer, configure_waxseal,  # noqa: E402
                     enter, wait_for_smtp, write,
                     zone_of_tests)

LOG = '/var/log/exim4/mainlog'
EXIM_CONF = """primary_hostname = mx.home.example
domainlist local_domains = home.example
.include /etc/exim4/waxseal-srs-main
acl_smtp_rcpt = accept_rcpt
tls_advertise_hosts =
begin acl
accept_rcpt:
  accept domains = +local_domains
  accept domains = +srs_domains
         verify = recipient
begin routers
.include /etc/exim4/waxseal-srs-router
.include /etc/exim4/waxseal-router
away:
  driver = accept
  domains = away.example
  transport = away
outside:
  driver = accept
  domains = ! +local_domains
  transport = nowhere
begin transports
.include /etc/exim4/waxseal-transport
away:
  driver = pipe
  command = /usr/local/bin/waxseal -c /etc/waxseal/away.conf \
    -d dan@away.example --client-ip 192.0.2.99 --helo mx.home.example
  message_prefix =
  message_suffix =
  user = vmail
# what else leaves the machine is of no interest
nowhere:
  driver = appendfile
  file = /dev/null
  user = mail
begin retry
.include /etc/exim4/waxseal-retry
"""


def install():
    for path in ('/var/log/exim4', '/var/spool/exim4'):
        os.makedirs(path, exist_ok=True)
        os.chown(path, 5003, 5003)
    write('/etc/exim4/exim4.conf', EXIM_CONF)
    # Exim reads its configuration as the caller of sendmail, too
    for stanza in ('router', 'transport', 'retry', 'srs-main', 'srs-router'):
        with open('contrib/exim/' + stanza) as text:
            write('/etc/exim4/waxseal-' + stanza, text.read())
    # Waxseal knows nobody called "gone"
    write('/etc/exim4/mda-users', 'ann\ncarl\ntiny\nfull\ndan\nben\ngone\n')
    configure_waxseal(USERS, OUTGOING + 'srs_style = exim\n')
    write_secrets(5003)
    next_hop.install()
    subprocess.Popen(('/usr/sbin/exim4', '-bdf'))
    wait_for_smtp()


def main():
    enter(['exim4-daemon-light', 'nsd', 'iproute2', 'opendkim'])
    server = NameServer(zone_of_tests())
    install()
    to = Delivery(LOG, r' == \S+@home.example', r' \*\* \S+@home.example',
                  ('/usr/sbin/exim4', '-qff'))
    to.test_genuine()
    to.test_spoof()
    to.test_recipients('Envelope-to')
    to.test_senders()
    to.test_unknown_user('gone@home.example')
    to.test_bytes()
    to.test_redirect(r'<= (SRS0=\S+@srs\.home\.example)',
                     r'=> service <SRS0=')
    next_hop.test(to)
    to.test_vacation(r'=> service <service@bank\.example>')
    to.test_full_disk()
    to.test_quota()
    to.test_configuration()
    to.test_no_dns(server)
    to.test_crash(server)
    to.tap.ok(len(Log(LOG, 0).find(to.bounced_line)) == 2, 'two bounces in all')
    to.tap.done()


main()
